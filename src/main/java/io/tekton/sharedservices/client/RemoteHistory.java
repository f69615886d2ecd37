package io.tekton.sharedservices.client;

import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.api.json.AnswerCodecs;
import io.tekton.sharedservices.api.json.JsonObject;
import io.tekton.sharedservices.api.json.SyncJson;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.codec.RunCodecs;
import io.tekton.sharedservices.journal.codec.VerdictCodecs;
import io.tekton.sharedservices.journal.leftover.LeftoverCodecs;
import io.tekton.sharedservices.journal.leftover.LeftoverRecord;
import io.tekton.sharedservices.journal.query.History;
import io.tekton.sharedservices.journal.query.ListedRun;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The record, as the daemon reads it. */
final class RemoteHistory implements History {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ApiConnection client;

    RemoteHistory(ApiConnection client) {
        this.client = client;
    }

    @Override
    public List<Run> runs(RunQuery query) {
        return client.get(path(query), PATIENCE, answer -> answer.records("runs", RunCodecs.RUN));
    }

    @Override
    public List<ListedRun> list(RunQuery query) {
        return client.get(
                path(query),
                PATIENCE,
                answer -> answer.all("runs", run -> run.as(AnswerCodecs.RUN).listed()));
    }

    private static String path(RunQuery query) {
        return new Target("runs")
                .with("job", query.job())
                .with("outcome", query.outcome())
                .with("since", query.since())
                .with("until", query.until())
                .with("before", query.beforeId())
                .with("limit", query.limit())
                .path();
    }

    @Override
    public Optional<Run> run(String id) {
        return one(id, answer -> answer.object("run").as(RunCodecs.RUN));
    }

    @Override
    public List<RecordedVerdict> verdicts(String runId) {
        return one(
                        runId,
                        answer -> answer.has("verdicts")
                                ? answer.records("verdicts", VerdictCodecs.VERDICT)
                                : List.<RecordedVerdict>of())
                .orElse(List.of());
    }

    private <T> Optional<T> one(String id, JsonObject.Reader<T> reader) {
        return client.exchange(
                "GET",
                "runs/" + ApiConnection.encoded(id),
                null,
                PATIENCE,
                answer -> Optional.of(reader.read(answer)),
                RemoteHistory::noSuchRun);
    }

    private static <T> @Nullable Optional<T> noSuchRun(RemoteProblem problem) {
        return problem.is(ProblemCode.NO_SUCH_RUN) ? Optional.empty() : null;
    }

    @Override
    public Optional<SyncRecord> sync(String runId) {
        return one(runId, answer -> Optional.ofNullable(SyncJson.plan(answer))).orElse(Optional.empty());
    }

    @Override
    public LeftoverRecord leftovers(String runId) {
        return one(
                        runId,
                        answer -> answer.has("actions")
                                ? new LeftoverRecord(
                                        answer.records("leftovers", LeftoverCodecs.LEFTOVER),
                                        answer.records("actions", LeftoverCodecs.ACTION))
                                : LeftoverRecord.EMPTY)
                .orElse(LeftoverRecord.EMPTY);
    }

    @Override
    public List<Termination> terminations(TerminationQuery query) {
        String path = new Target("terminations")
                .with("since", query.since())
                .with("until", query.until())
                .with("pid", query.pid())
                .with("component", query.component())
                .with("user", query.origin().user())
                .with("program", query.origin().program())
                .with("owner", query.origin().owner())
                .with("rule", query.origin().rule())
                .with("outcome", query.outcome())
                .with("signal", query.signal())
                .with("run", query.runId())
                .with("before", query.beforeSequence())
                .with("limit", query.limit())
                .with("all", query.rehearsals() ? "true" : null)
                .path();
        return client.get(path, PATIENCE, answer -> answer.records("terminations", VerdictCodecs.TERMINATION));
    }

    /** A path with parameters; those that are null are left out. */
    private static final class Target {
        private final StringJoiner parameters;

        Target(String path) {
            parameters = new StringJoiner("&", path + "?", "");
        }

        Target with(String name, @Nullable Object value) {
            if (value != null) {
                parameters.add(name + "=" + ApiConnection.encoded(value.toString()));
            }
            return this;
        }

        String path() {
            return parameters.toString();
        }
    }
}
