package io.tekton.sharedservices.api.json;

import io.tekton.sharedservices.api.DaemonStatus;
import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.api.RegistryStatus;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.store.StoreFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Makes records of the JSON that {@link StatusJson} writes. Fields that it does not know are passed over. */
public final class StatusFromJson {
    private StatusFromJson() {}

    public static Status status(JsonObject json) throws IOException {
        JsonObject registry = json.objectOrNull("registry");
        JsonObject store = json.objectOrNull("store");
        return new Status(
                daemon(json.object("daemon")),
                json.all("jobs", StatusFromJson::job),
                registry == null ? null : registry(registry),
                store == null ? null : store(store),
                json.texts("warnings"));
    }

    private static DaemonStatus daemon(JsonObject json) throws IOException {
        String word = json.text("state");
        DaemonStatus.State state = Arrays.stream(DaemonStatus.State.values())
                .filter(known -> known.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IOException("the daemon's state '" + word + "' is not known"));
        return new DaemonStatus(
                state,
                json.has("pid") ? json.integer("pid") : null,
                json.timeOrNull("startedAt"),
                json.textOrNull("version"),
                json.textOrNull("url"),
                json.textOrNull("detail"));
    }

    public static JobStatus job(JsonObject json) throws IOException {
        JsonObject run = json.objectOrNull("lastRun");
        JsonObject repair = json.objectOrNull("lastRepair");
        return new JobStatus(
                json.text("name"),
                json.text("schedule"),
                json.bool("enabled"),
                json.bool("paused")
                        ? new JobStatus.Pause(
                                json.time("pausedSince"), json.text("pausedBy"), json.textOrNull("pauseReason"))
                        : null,
                run == null ? null : FromJson.run(run),
                json.timeOrNull("nextRunAt"),
                json.textOrNull("detail"),
                repair == null ? null : new JobStatus.Repair(repair.time("at"), repair.text("why")),
                json.has("ticks") ? new JobStatus.Ticks(json.number("ticks"), json.timeOrNull("lastTickAt")) : null);
    }

    private static RegistryStatus registry(JsonObject json) throws IOException {
        return new RegistryStatus(
                json.bool("readable"),
                json.integer("registrations"),
                paths(json, "files"),
                paths(json, "absent"),
                json.textOrNull("reason"),
                json.textOrNull("message"));
    }

    public static StoreFacts store(JsonObject json) throws IOException {
        return new StoreFacts(
                Path.of(json.text("file")),
                json.number("sizeBytes"),
                json.integer("schemaVersion"),
                json.number("runs"),
                json.number("verdicts"),
                json.number("terminations"),
                json.number("events"),
                json.timeOrNull("oldestRun"));
    }

    private static List<Path> paths(JsonObject json, String name) throws IOException {
        return json.texts(name).stream().map(Path::of).toList();
    }
}
