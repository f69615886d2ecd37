package io.tekton.sharedservices.web.dashboard;

import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.web.route.Call;
import io.tekton.sharedservices.web.route.ProblemException;
import io.tekton.sharedservices.web.route.Route;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The dashboard's own files, for everybody: nothing of a host is in them. Each is read from the jar when it is first
 * asked for, so that a daemon whose dashboard nobody opens holds none of it.
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
            "host.js",
            "detail.js",
            "ask.js",
            "wall.js");

    private final Map<String, PageFile> files = new ConcurrentHashMap<>();

    public List<Route> routes() {
        return List.of(Route.open("", this::page), Route.open("dashboard/{file}", this::own));
    }

    /** Its parameters are the view that the page shows; they are the page's business. */
    private void page(Call call) throws IOException {
        send(call, "dashboard/index.html");
    }

    private void own(Call call) throws ProblemException, IOException {
        String name = call.wildcard(0);
        if (!OWN.contains(name)) {
            throw new ProblemException(ProblemCode.NO_SUCH_ENDPOINT, "the dashboard has no such file");
        }
        send(call, "dashboard/" + name);
    }

    private void send(Call call, String path) throws IOException {
        files.computeIfAbsent(path, PageFile::load).send(call.exchange());
    }
}
