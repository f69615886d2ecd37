package io.tekton.sharedservices.web.route;

import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.api.SyncOrder;
import io.tekton.sharedservices.api.json.JsonObject;
import io.tekton.sharedservices.cleanup.match.CommandText;
import io.tekton.sharedservices.cleanup.verdict.InService;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The contents of request bodies; faults name the field and what is allowed. */
public final class RequestBodies {
    /** Who asked, where nobody said so. */
    static final String UNNAMED = "api";

    private static final Input ASKERS =
            Input.of("askers", "Pids", "processes that are never touched, nor their ancestors");

    public static final Input GIVEN =
            Input.of("given", "Settings", "settings of the client, which must be as the daemon has them");
    public static final Input WHOLE = Input.of("whole", "boolean", "whether given holds all settings of the client");

    private static final Input DRY_RUN =
            Input.of("dryRun", "boolean", "whether it decides and records, and changes nothing");
    private static final Input ACCEPT_REGISTRY =
            Input.of("acceptRegistry", "boolean", "whether a registry that lost many registrations is believed");

    /** The fields of a cleanup's order. */
    public static final Input[] ORDER = {
        Input.ACTOR,
        DRY_RUN,
        Input.of("minAgeMillis", "Millis", "a younger process is no orphan; a year at most"),
        Input.of("graceMillis", "Millis", "from SIGTERM to SIGKILL; 10 minutes at most"),
        Input.of("confirmAfterMillis", "Millis", "between the two judgements; 30 minutes at most"),
        Input.of("maxTerminations", "MaxTerminations", "more orphans than this, and none is signalled"),
        Input.of("force", "boolean", "even within an hour of the last live cleanup"),
        Input.of("inService", "InService", "what is done with processes that serve a port or a socket"),
        ACCEPT_REGISTRY,
        ASKERS,
        GIVEN,
        WHOLE
    };

    /** The fields of a sync's order. */
    public static final Input[] SYNC_ORDER = {
        Input.ACTOR,
        DRY_RUN,
        Input.of("force", "boolean", "even without a flag"),
        Input.of("acceptConfig", "boolean", "whether a configuration that changed in an unknown way is believed"),
        ACCEPT_REGISTRY,
        Input.of("undo", "boolean", "whether the last change, or that of version, is taken back"),
        Input.of("version", "Sequence", "of the change to take back; needs undo"),
        ASKERS,
        GIVEN,
        WHOLE
    };

    private static final int LONGEST_ACTOR = 100;

    private RequestBodies() {}

    /** Reads a field. */
    public interface Field<T> {
        T read() throws IOException;
    }

    public static <T> T field(Field<T> field) throws ProblemException, IOException {
        try {
            return field.read();
        } catch (JsonObject.JsonFault e) {
            throw new ProblemException(ProblemCode.BAD_BODY, String.valueOf(e.getMessage()));
        }
    }

    /** Who asks, for the record: a dashboard session is who it is, everybody else who he says he is. */
    public static String actor(Call call, JsonObject body) throws ProblemException, IOException {
        Optional<DashboardSession> session = call.caller().session();
        if (session.isPresent()) {
            if (body.has("actor")) {
                throw new ProblemException(ProblemCode.BAD_BODY, "a dashboard session cannot ask in another's name");
            }
            return session.get().actor();
        }
        return field(() -> body.has("actor") ? text("actor", body.text("actor"), LONGEST_ACTOR) : UNNAMED);
    }

    /**
     * Why somebody asks; null where nothing was said. A blank reason says nothing: it must not keep a job from being
     * paused.
     */
    public static @Nullable String reason(JsonObject body) throws ProblemException, IOException {
        Optional<String> given = field(() -> Optional.ofNullable(body.textOrNull("reason")));
        if (given.isEmpty() || given.get().isBlank()) {
            return null;
        }
        return field(() -> text("reason", given.get(), SharedServices.LONGEST_REASON));
    }

    private static String text(String name, String given, int longest) throws IOException {
        if (given.isBlank() || given.length() > longest) {
            throw new JsonObject.JsonFault(name + " must be a text of 1 to " + longest + " characters");
        }
        return CommandText.printable(given);
    }

    public static CleanupOrder order(Call call) throws ProblemException, IOException {
        JsonObject body = call.body();
        String actor = actor(call, body);
        return field(() -> new CleanupOrder(
                actor,
                body.boolOrNull("dryRun"),
                duration(body, "minAgeMillis", Duration.ofDays(365)),
                duration(body, "graceMillis", Duration.ofMinutes(10)),
                duration(body, "confirmAfterMillis", Duration.ofMinutes(30)),
                body.has("maxTerminations") ? (int) number(body, "maxTerminations", 1, 100_000) : null,
                body.has("force") && body.bool("force"),
                body.constantOrNull("inService", InService.class),
                body.has("acceptRegistry") && body.bool("acceptRegistry"),
                asker(body)));
    }

    public static SyncOrder syncOrder(Call call) throws ProblemException, IOException {
        JsonObject body = call.body();
        String actor = actor(call, body);
        boolean undo = field(() -> body.has("undo") && body.bool("undo"));
        Optional<Long> version = field(() -> version(body, undo));
        return field(() -> new SyncOrder(
                actor,
                body.boolOrNull("dryRun"),
                body.has("force") && body.bool("force"),
                body.has("acceptConfig") && body.bool("acceptConfig"),
                body.has("acceptRegistry") && body.bool("acceptRegistry"),
                undo,
                version.orElse(null),
                asker(body)));
    }

    private static Optional<Long> version(JsonObject body, boolean undo) throws IOException {
        if (!body.has("version")) {
            return Optional.empty();
        }
        if (!undo) {
            throw new JsonObject.JsonFault("version can be used with undo only");
        }
        return Optional.of(number(body, "version", 1, Long.MAX_VALUE));
    }

    public static ClientContext asker(JsonObject body) throws IOException {
        Set<Integer> pids = new HashSet<>();
        for (long pid : body.has("askers") ? body.numbers("askers") : List.<Long>of()) {
            if (pid < 1 || pid > Integer.MAX_VALUE) {
                throw new JsonObject.JsonFault("askers must hold process ids");
            }
            pids.add((int) pid);
        }
        Map<String, String> given = new HashMap<>();
        if (body.has("given")) {
            JsonObject settings = body.object("given");
            for (String key : settings.names()) {
                given.put(key, settings.text(key));
            }
        }
        return new ClientContext(pids, given, body.has("whole") && body.bool("whole"));
    }

    private static @Nullable Duration duration(JsonObject body, String name, Duration longest) throws IOException {
        return body.has(name) ? Duration.ofMillis(number(body, name, 0, longest.toMillis())) : null;
    }

    private static long number(JsonObject body, String name, long min, long max) throws IOException {
        long number = body.number(name);
        if (number < min || number > max) {
            throw new JsonObject.JsonFault(name + " is " + number + "; allowed: " + min + " to " + max);
        }
        return number;
    }

    public static Path file(JsonObject body, String name) throws ProblemException, IOException {
        return path(name, field(() -> body.text(name)));
    }

    public static List<Path> files(JsonObject body, String name) throws ProblemException, IOException {
        List<Path> files = new ArrayList<>();
        for (String text : field(() -> body.texts(name))) {
            files.add(path(name, text));
        }
        return files;
    }

    public static Path path(String name, String text) throws ProblemException {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw Parameters.wrong(name, text, "an absolute path");
        }
        throw Parameters.wrong(name, text, "an absolute path");
    }
}
