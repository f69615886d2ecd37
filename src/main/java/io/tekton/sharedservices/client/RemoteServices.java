package io.tekton.sharedservices.client;

import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.api.Health;
import io.tekton.sharedservices.api.JobAnswer;
import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.api.ReloadAnswer;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.api.SyncOrder;
import io.tekton.sharedservices.api.json.AnswerCodecs;
import io.tekton.sharedservices.api.json.AnswerJson;
import io.tekton.sharedservices.api.json.HostCodecs;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.api.json.StatusCodecs;
import io.tekton.sharedservices.api.json.SyncJson;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.cleanup.survey.Suspects;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.Intervention;
import io.tekton.sharedservices.journal.RecordedSettingChange;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.codec.AsideCodecs;
import io.tekton.sharedservices.journal.codec.RunCodecs;
import io.tekton.sharedservices.journal.codec.VerdictCodecs;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.History;
import io.tekton.sharedservices.registry.RegistryMemory;
import io.tekton.sharedservices.store.StoreFacts;
import io.tekton.sharedservices.store.record.PurgeReport;
import io.tekton.sharedservices.text.HostZone;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The services of a running daemon, on behalf of a command of this process. Settings from an option, a variable or
 * {@code --config} apply to this one run, or the daemon refuses. For those from the usual file or by default, the
 * daemon's settings apply. Thread-safe.
 */
public final class RemoteServices implements SharedServices {
    private static final Duration USUAL = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofMinutes(10);

    /** A sync waits for another one, and for the registry's lock. */
    private static final Duration SYNC = Duration.ofMinutes(2);

    private final ApiConnection daemon;
    private final GivenSettings given;
    private final Json json = new Json(HostZone.of(ZoneOffset.UTC));
    private final AnswerJson answers = new AnswerJson(json);

    /** @param given to the command, which may differ from the daemon's value: sent with every request */
    public RemoteServices(ApiConnection daemon, GivenSettings given) {
        this.daemon = daemon;
        this.given = given;
    }

    /**
     * The services of the daemon that was found.
     *
     * @throws io.tekton.sharedservices.api.ApiException if its socket cannot be looked for
     */
    public static RemoteServices of(DaemonLookup.Running daemon, Path stateFolder, GivenSettings given) {
        return new RemoteServices(ApiConnection.of(daemon, stateFolder), given);
    }

    @Override
    public Health health() {
        return daemon.get(
                "health",
                USUAL,
                answer -> new Health(answer.bool("alive"), answer.bool("ready"), answer.text("detail")));
    }

    @Override
    public Status status() {
        return daemon.get("status", USUAL, answer -> answer.as(StatusCodecs.STATUS));
    }

    @Override
    public List<JobStatus> jobs() {
        return daemon.get("jobs", USUAL, answer -> answer.records("jobs", StatusCodecs.JOB));
    }

    @Override
    public JobAnswer trigger(String job, boolean force, @Nullable String reason, String actor) {
        return ask(job, "trigger", out -> {
            out.writeBooleanField("force", force);
            json.text(out, "reason", reason);
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
        return daemon.exchange(
                "POST",
                "jobs/" + ApiConnection.encoded(job) + "/" + verb,
                json.line(body),
                USUAL,
                answer -> new JobAnswer.Done(answer.as(StatusCodecs.JOB)),
                RemoteServices::jobAnswer);
    }

    private static @Nullable JobAnswer jobAnswer(RemoteProblem problem) throws IOException {
        if (problem.is(ProblemCode.REFUSED)) {
            return new JobAnswer.Refused(problem.text("reason"), problem.detail());
        }
        return problem.is(ProblemCode.NO_SUCH_JOB) ? new JobAnswer.NoSuchJob(problem.texts("known")) : null;
    }

    @Override
    public ReloadAnswer reload(String actor) {
        return daemon.exchange(
                "POST",
                "reload",
                json.line(out -> out.writeStringField("actor", actor)),
                USUAL,
                answer -> new ReloadAnswer.InForce(answer.records("changes", AnswerCodecs.CHANGE)),
                RemoteServices::reloadAnswer);
    }

    private static @Nullable ReloadAnswer reloadAnswer(RemoteProblem problem) throws IOException {
        return problem.is(ProblemCode.SETTINGS_REJECTED) ? new ReloadAnswer.Rejected(problem.texts("problems")) : null;
    }

    @Override
    public String host() {
        return daemon.get("store", USUAL, answer -> answer.text("host"));
    }

    @Override
    public History history() {
        return new RemoteHistory(daemon);
    }

    @Override
    public CleanupReport cleanup(CleanupOrder order, StopFlag stop, CleanupListener listener) {
        CleanupOrder whole = order.askedBy(given.with(order.asker()));
        return given.agreeing(() ->
                new RemoteCleanup(daemon, json.line(out -> answers.order(out, whole))).run(stop, listener));
    }

    @Override
    public SyncReport sync(SyncOrder order, StopFlag stop) {
        SyncOrder whole = order.askedBy(given.with(order.asker()));
        return given.agreeing(() -> daemon.exchange(
                "POST",
                "sync",
                json.line(out -> new SyncJson(json).order(out, whole)),
                SYNC,
                SyncJson::report,
                ApiConnection::noAnswer));
    }

    @Override
    public Explanation.Answer explain(int pid, ClientContext asker) {
        return given.agreeing(() -> daemon.exchange(
                "GET",
                "explain/" + pid + parameters(given.with(asker)),
                null,
                USUAL,
                answer -> new Explanation.Answer.Explained(answer.as(HostCodecs.EXPLANATION)),
                RemoteServices::explainAnswer));
    }

    private static Explanation.@Nullable Answer explainAnswer(RemoteProblem problem) throws IOException {
        if (problem.is(ProblemCode.NO_SUCH_PROCESS)) {
            return new Explanation.Answer.NoSuchProcess();
        }
        return problem.is(ProblemCode.UNREADABLE_PROCESS) ? new Explanation.Answer.Unreadable(problem.detail()) : null;
    }

    @Override
    public Suspects suspects(ClientContext asker) {
        return given.agreeing(() -> daemon.get(
                "suspects" + parameters(given.with(asker)),
                USUAL,
                answer -> answer.as(HostCodecs.SUSPECTS).all()));
    }

    @Override
    public void agree(ClientContext asker) {
        given.agreeing(() -> daemon.get("settings/agreement" + parameters(given.with(asker)), USUAL, answer -> answer));
    }

    @Override
    public List<AuditEvent> eventsAfter(long sequence, int limit) {
        return daemon.get(
                "events?after=" + sequence + "&limit=" + limit,
                USUAL,
                answer -> answer.records("events", VerdictCodecs.EVENT));
    }

    @Override
    public ChainCheck verifyChain() {
        return daemon.get(
                "audit/verify", LONG, answer -> answer.as(AnswerCodecs.VERIFIED).check());
    }

    @Override
    public List<RecordedSettingChange> settingChanges(int limit) {
        return daemon.get(
                "settings/changes?limit=" + limit,
                USUAL,
                answer -> answer.records("changes", AsideCodecs.SETTING_CHANGE));
    }

    @Override
    public List<Intervention> interventions(int limit) {
        return daemon.get(
                "interventions?limit=" + limit,
                USUAL,
                answer -> answer.records("interventions", AsideCodecs.INTERVENTION));
    }

    @Override
    public RegistryMemory registryMemory() {
        return new RemoteRegistryMemory(daemon, json);
    }

    @Override
    public StoreFacts storeFacts() {
        return daemon.get("store", USUAL, answer -> answer.as(StatusCodecs.STORE));
    }

    @Override
    public Run restoreLeftovers(String what, String actor) {
        String body = json.line(out -> {
            out.writeStringField("what", what);
            out.writeStringField("actor", actor);
        });
        return daemon.exchange(
                "POST",
                "leftovers/restore",
                body,
                LONG,
                answer -> answer.object("run").as(RunCodecs.RUN),
                ApiConnection::noAnswer);
    }

    @Override
    public PurgeReport purge(String actor, ClientContext asker) {
        ClientContext whole = given.with(asker);
        String body = json.line(out -> {
            out.writeStringField("actor", actor);
            out.writeObjectFieldStart("given");
            for (Map.Entry<String, String> setting : whole.given().entrySet()) {
                out.writeStringField(setting.getKey(), setting.getValue());
            }
            out.writeEndObject();
            out.writeBooleanField("whole", whole.whole());
        });
        return given.agreeing(() -> daemon.exchange(
                "POST", "store/purge", body, LONG, answer -> answer.as(AnswerCodecs.PURGE), ApiConnection::noAnswer));
    }

    @Override
    public void backup(Path target) {
        String body = json.line(out -> out.writeStringField("file", target.toString()));
        daemon.exchange("POST", "store/backup", body, LONG, answer -> answer, ApiConnection::noAnswer);
    }

    /** Who may see the dashboard. */
    public RemoteDashboard dashboard() {
        return new RemoteDashboard(daemon, json);
    }

    private static String parameters(ClientContext asker) {
        StringJoiner parameters = new StringJoiner("&", "?", "");
        parameters.add("whole=" + asker.whole());
        asker.pids().forEach(pid -> parameters.add("asker=" + pid));
        asker.given().forEach((key, value) -> parameters.add("given=" + ApiConnection.encoded(key + "=" + value)));
        return parameters.toString();
    }

    /** Does nothing: no connection is held between two requests. */
    @Override
    public void close() {}
}
