package io.tekton.sharedservices.client;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tekton.sharedservices.api.AccessToken;
import io.tekton.sharedservices.api.ApiException;
import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.api.DashboardLink;
import io.tekton.sharedservices.api.Health;
import io.tekton.sharedservices.api.JobAnswer;
import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.api.ReloadAnswer;
import io.tekton.sharedservices.api.Services;
import io.tekton.sharedservices.api.SocketPath;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.api.SyncOrder;
import io.tekton.sharedservices.api.json.AnswerJson;
import io.tekton.sharedservices.api.json.ExplanationJson;
import io.tekton.sharedservices.api.json.FromJson;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.api.json.JsonObject;
import io.tekton.sharedservices.api.json.StatusFromJson;
import io.tekton.sharedservices.api.json.SyncJson;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.Intervention;
import io.tekton.sharedservices.journal.RecordedSettingChange;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.History;
import io.tekton.sharedservices.registry.RegistryMemory;
import io.tekton.sharedservices.store.StoreFacts;
import io.tekton.sharedservices.store.record.PurgeReport;
import io.tekton.sharedservices.text.Causes;
import io.tekton.sharedservices.text.HostZone;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The services of a running daemon, asked over its API. Holds no connection between calls; thread-safe. Loads neither a
 * logging library nor a database: a short command is over in a fraction of a second.
 */
public final class ApiClient implements Services {
    private static final Duration USUAL = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofMinutes(10);

    /** A sync waits for another one, and for the registry's lock. */
    private static final Duration SYNC = Duration.ofMinutes(2);

    private final DaemonAddress address;
    private final DaemonDoor door;
    private final Json json = new Json(HostZone.of(ZoneOffset.UTC));
    private final AnswerJson answers = new AnswerJson(json);

    /**
     * A client that connects over HTTP.
     *
     * @param token the token in the state folder of that daemon
     */
    public ApiClient(DaemonAddress address, AccessToken token) {
        this(address, new HttpDoor(address, token));
    }

    private ApiClient(DaemonAddress address, DaemonDoor door) {
        this.address = address;
        this.door = door;
    }

    /** A client of the daemon that was found: through the socket in its state folder, else over HTTP. */
    public static ApiClient of(DaemonLookup.Running daemon, Path stateFolder) {
        DaemonDoor http = overHttp(daemon.address(), stateFolder);
        try {
            return new ApiClient(
                    daemon.address(),
                    SocketPath.find(stateFolder)
                            .<DaemonDoor>map(socket -> new SocketDoor(socket, stateFolder, http))
                            .orElse(http));
        } catch (IOException e) {
            throw new ApiException(null, "the daemon's socket cannot be found: " + Causes.of(e), e);
        }
    }

    /**
     * Reads the token at once, so that a state folder that is moved away later does no harm; one that fails is reported
     * when it is needed.
     */
    private static DaemonDoor overHttp(DaemonAddress address, Path stateFolder) {
        try {
            return new HttpDoor(address, AccessToken.read(stateFolder));
        } catch (IOException e) {
            return () -> {
                throw new ApiException(null, "the daemon's token cannot be read: " + Causes.of(e), e);
            };
        }
    }

    @Override
    public Health health() {
        return get(
                "health",
                USUAL,
                answer -> new Health(answer.bool("alive"), answer.bool("ready"), answer.text("detail")));
    }

    @Override
    public Status status() {
        return get("status", USUAL, StatusFromJson::status);
    }

    @Override
    public List<JobStatus> jobs() {
        return get("jobs", USUAL, answer -> answer.all("jobs", StatusFromJson::job));
    }

    @Override
    public JobAnswer trigger(String job, boolean force, String actor) {
        return ask(job, "trigger", out -> {
            out.writeBooleanField("force", force);
            out.writeStringField("actor", actor);
        });
    }

    @Override
    public JobAnswer pause(String job, @Nullable String reason, String actor) {
        return ask(job, "pause", out -> {
            json.text(out, "reason", reason);
            out.writeStringField("actor", actor);
        });
    }

    @Override
    public JobAnswer resume(String job, String actor) {
        return ask(job, "resume", out -> out.writeStringField("actor", actor));
    }

    private JobAnswer ask(String job, String verb, Json.Body body) {
        return exchange(
                "POST",
                "jobs/" + encoded(job) + "/" + verb,
                json.line(body),
                USUAL,
                answer -> new JobAnswer.Done(StatusFromJson.job(answer)),
                ApiClient::jobAnswer);
    }

    private static @Nullable JobAnswer jobAnswer(RemoteProblem problem) throws IOException {
        if (problem.is(ProblemCode.REFUSED)) {
            return new JobAnswer.Refused(problem.text("reason"), problem.detail());
        }
        return problem.is(ProblemCode.NO_SUCH_JOB) ? new JobAnswer.NoSuchJob(problem.texts("known")) : null;
    }

    @Override
    public ReloadAnswer reload(String actor) {
        return exchange(
                "POST",
                "reload",
                json.line(out -> out.writeStringField("actor", actor)),
                USUAL,
                answer -> new ReloadAnswer.InForce(answer.all("changes", FromJson::change)),
                ApiClient::reloadAnswer);
    }

    private static @Nullable ReloadAnswer reloadAnswer(RemoteProblem problem) throws IOException {
        return problem.is(ProblemCode.SETTINGS_REJECTED) ? new ReloadAnswer.Rejected(problem.texts("problems")) : null;
    }

    @Override
    public String host() {
        return get("store", USUAL, answer -> answer.text("host"));
    }

    @Override
    public History history() {
        return new RemoteHistory(this);
    }

    @Override
    public CleanupReport cleanup(CleanupOrder order, StopFlag stop, CleanupListener listener) {
        return new RemoteCleanup(address, door, json.line(out -> answers.order(out, order))).run(stop, listener);
    }

    @Override
    public SyncReport sync(SyncOrder order) {
        return exchange(
                "POST",
                "sync",
                json.line(out -> new SyncJson(json).order(out, order)),
                SYNC,
                SyncJson::report,
                ApiClient::noAnswer);
    }

    @Override
    public Explanation.Answer explain(int pid, ClientContext asker) {
        return exchange(
                "GET",
                "explain/" + pid + parameters(asker),
                null,
                USUAL,
                answer -> new Explanation.Answer.Explained(ExplanationJson.of(answer)),
                ApiClient::explainAnswer);
    }

    private static Explanation.@Nullable Answer explainAnswer(RemoteProblem problem) throws IOException {
        if (problem.is(ProblemCode.NO_SUCH_PROCESS)) {
            return new Explanation.Answer.NoSuchProcess();
        }
        return problem.is(ProblemCode.UNREADABLE_PROCESS) ? new Explanation.Answer.Unreadable(problem.detail()) : null;
    }

    @Override
    public void agree(ClientContext asker) {
        get("settings/agreement" + parameters(asker), USUAL, answer -> answer);
    }

    @Override
    public List<AuditEvent> eventsAfter(long sequence, int limit) {
        return get(
                "events?after=" + sequence + "&limit=" + limit, USUAL, answer -> answer.all("events", FromJson::event));
    }

    @Override
    public ChainCheck verifyChain() {
        return get("audit/verify", LONG, FromJson::check);
    }

    @Override
    public List<RecordedSettingChange> settingChanges(int limit) {
        return get("settings/changes?limit=" + limit, USUAL, answer -> answer.all("changes", FromJson::settingChange));
    }

    @Override
    public List<Intervention> interventions(int limit) {
        return get(
                "interventions?limit=" + limit, USUAL, answer -> answer.all("interventions", FromJson::intervention));
    }

    @Override
    public RegistryMemory registryMemory() {
        return new RegistryMemory() {
            @Override
            public boolean wasRead(Path file) {
                return get("registry/memory?file=" + encoded(file.toString()), USUAL, answer -> answer.bool("wasRead"));
            }

            @Override
            public void remember(Collection<Path> files) {
                String body = json.line(out -> {
                    out.writeArrayFieldStart("files");
                    for (Path file : files) {
                        out.writeString(file.toString());
                    }
                    out.writeEndArray();
                });
                exchange("POST", "registry/memory", body, USUAL, answer -> answer, ApiClient::noAnswer);
            }
        };
    }

    @Override
    public StoreFacts storeFacts() {
        return get("store", USUAL, StatusFromJson::store);
    }

    @Override
    public PurgeReport purge(String actor, ClientContext asker) {
        String body = json.line(out -> {
            out.writeStringField("actor", actor);
            out.writeObjectFieldStart("given");
            for (Map.Entry<String, String> given : asker.given().entrySet()) {
                out.writeStringField(given.getKey(), given.getValue());
            }
            out.writeEndObject();
            out.writeBooleanField("whole", asker.whole());
        });
        return exchange("POST", "store/purge", body, LONG, FromJson::purge, ApiClient::noAnswer);
    }

    @Override
    public void backup(Path target) {
        String body = json.line((JsonGenerator out) -> out.writeStringField("file", target.toString()));
        exchange("POST", "store/backup", body, LONG, answer -> answer, ApiClient::noAnswer);
    }

    /**
     * A link that logs a browser in, once.
     *
     * @param actor who asks, for the record
     */
    public DashboardLink dashboardLink(String actor) {
        return exchange(
                "POST",
                "dashboard/links",
                json.line(out -> out.writeStringField("actor", actor)),
                USUAL,
                answer -> new DashboardLink(
                        address.url() + answer.text("path"), Duration.ofSeconds(answer.number("goodForSeconds"))),
                ApiClient::noAnswer);
    }

    private static String parameters(ClientContext asker) {
        StringJoiner parameters = new StringJoiner("&", "?", "");
        parameters.add("whole=" + asker.whole());
        asker.pids().forEach(pid -> parameters.add("asker=" + pid));
        asker.given().forEach((key, value) -> parameters.add("given=" + encoded(key + "=" + value)));
        return parameters.toString();
    }

    private static <T> @Nullable T noAnswer(RemoteProblem problem) {
        return null;
    }

    <T> T get(String path, Duration patience, JsonObject.Reader<T> reader) {
        return exchange("GET", path, null, patience, reader, ApiClient::noAnswer);
    }

    /** Turns a problem into an answer, where it is one; null where it is an exception. */
    interface ProblemReader<T> {
        @Nullable
        T read(RemoteProblem problem) throws IOException;
    }

    /** @throws ApiException for anything but an answer */
    public <T> T exchange(
            String method,
            String path,
            @Nullable String body,
            Duration patience,
            JsonObject.Reader<? extends T> reader,
            ProblemReader<? extends T> problems) {
        try (AuthenticatedCall call = AuthenticatedCall.send(door, method, "/api/v1/" + path, body, patience)) {
            if (call.isGood()) {
                return reader.read(call.object());
            }
            RemoteProblem problem = call.problem();
            T answer = problems.read(problem);
            if (answer != null) {
                return answer;
            }
            throw problem.exception();
        } catch (IOException e) {
            throw new ApiException(
                    null,
                    "the daemon at " + address.url() + " gave no whole answer to " + method + " " + path + ": "
                            + Causes.of(e),
                    e);
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
