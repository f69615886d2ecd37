package io.tekton.sharedservices.web.dashboard;

import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.web.route.Call;
import io.tekton.sharedservices.web.route.ProblemException;
import io.tekton.sharedservices.web.route.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The dashboard's own files and the style sheet below them, for everybody: nothing of a host is in them. Each is read
 * from its jar when it is first asked for, so that a daemon whose dashboard nobody opens holds none of it.
 */
public final class PageEndpoints {
    private static final Set<String> OWN = Set.of(
            "style.css",
            "icon.svg",
            "early.js",
            "main.js",
            "session.js",
            "live.js",
            "dom.js",
            "time.js",
            "words.js",
            "view.js",
            "truth.js",
            "overview.js",
            "leaks.js",
            "phases.js",
            "preview.js",
            "timeline.js",
            "trend.js",
            "audit.js",
            "runs.js",
            "processes.js",
            "configuration.js",
            "difference.js",
            "settings.js",
            "hosts.js",
            "detail.js",
            "ask.js",
            "wall.js");

    private static final Map<String, String> LIBRARIES =
            Map.of("pico.css", "picocss__pico css/pico.classless.slate.min.css");

    private final Map<String, PageFile> files = new ConcurrentHashMap<>();

    public List<Route> routes() {
        return List.of(
                Route.open("", this::page),
                Route.open("dashboard/{file}", this::own),
                Route.open("lib/{file}", this::library));
    }

    /** Its parameters are the view that the page shows; they are the page's business. */
    private void page(Call call) throws IOException {
        send(call, "dashboard/index.html");
    }

    private void own(Call call) throws ProblemException, IOException {
        String name = call.wildcard(0);
        if (!OWN.contains(name)) {
            throw none();
        }
        send(call, "dashboard/" + name);
    }

    private void library(Call call) throws ProblemException, IOException {
        String known = LIBRARIES.get(call.wildcard(0));
        if (known == null) {
            throw none();
        }
        String[] parts = known.split(" ");
        send(call, "META-INF/resources/webjars/" + parts[0] + "/" + version(parts[0]) + "/" + parts[1]);
    }

    private static ProblemException none() {
        return new ProblemException(ProblemCode.NO_SUCH_ENDPOINT, "the dashboard has no such file");
    }

    private void send(Call call, String path) throws IOException {
        files.computeIfAbsent(path, PageFile::load).send(call.exchange());
    }

    /** A WebJar has its files below its version, which only the build knows. */
    private static String version(String library) {
        String path = "META-INF/maven/org.webjars.npm/" + library + "/pom.properties";
        try (InputStream in = PageEndpoints.class.getClassLoader().getResourceAsStream(path)) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            String version = properties.getProperty("version");
            if (version == null) {
                throw new IllegalStateException("the class path has no " + path + " that says a version");
            }
            return version;
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read", e);
        }
    }
}
