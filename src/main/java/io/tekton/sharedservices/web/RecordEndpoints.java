package io.tekton.sharedservices.web;

import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.api.json.AnswerCodecs;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.RecordedSettingChange;
import io.tekton.sharedservices.journal.codec.AsideCodecs;
import io.tekton.sharedservices.journal.codec.VerdictCodecs;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.web.route.Call;
import io.tekton.sharedservices.web.route.Input;
import io.tekton.sharedservices.web.route.Operation;
import io.tekton.sharedservices.web.route.Parameters;
import io.tekton.sharedservices.web.route.ProblemException;
import io.tekton.sharedservices.web.route.Route;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The records. */
final class RecordEndpoints {
    private final SharedServices services;
    private final Json json;
    private final HistoryAnswers answers;

    /** @param zone of times without an offset */
    RecordEndpoints(SharedServices services, Json json, Clock clock, ZoneId zone) {
        this.services = services;
        this.json = json;
        this.answers = new HistoryAnswers(json, clock, zone, this::jobs);
    }

    List<Route> routes() {
        return List.of(
                Route.get("api/v1/runs", this::runs)
                        .forSessions()
                        .with(Operation.json("Runs", "Lists the runs, newest first.")
                                .query(HistoryAnswers.OF_RUNS)),
                Route.get("api/v1/runs/{id}", this::run)
                        .forSessions()
                        .with(Operation.json("RunRecord", "Reads a run with its verdicts, changes or leftovers.")
                                .at(Input.of("id", "RunId", "the run"))
                                .or(ProblemCode.NO_SUCH_RUN)),
                Route.get("api/v1/terminations", this::terminations)
                        .forSessions()
                        .with(Operation.typed(
                                        "Lists the terminations, newest first.",
                                        "Terminations",
                                        "application/json",
                                        "text/csv")
                                .query(HistoryAnswers.OF_TERMINATIONS)),
                Route.get("api/v1/events", this::events)
                        .forSessions()
                        .with(Operation.json("Events", "Lists the events of the audit chain, oldest first.")
                                .query(Input.of("after", "Sequence", "what was recorded after this one"), Input.LIMIT)),
                Route.get("api/v1/audit/verify", this::verify)
                        .forSessions()
                        .with(Operation.json("ChainCheck", "Verifies the audit chain and the records.")),
                Route.get("api/v1/settings/changes", this::settingChanges)
                        .forSessions()
                        .with(Operation.json("SettingChanges", "Lists changes of settings, newest first.")
                                .query(Input.LIMIT)));
    }

    private void runs(Call call) throws ProblemException, IOException {
        answers.runs(call, services.history());
    }

    /** Those that the settings may switch off, and whatever runs. */
    private List<String> jobs(@Nullable String asked) {
        List<String> known = ServiceSettings.JOBS;
        return asked == null || known.contains(asked)
                ? known
                : Stream.concat(known.stream(), services.jobs().stream().map(JobStatus::name))
                        .distinct()
                        .toList();
    }

    private void run(Call call) throws ProblemException, IOException {
        call.parameters();
        answers.run(call, services.history(), call.wildcard(0));
    }

    private void terminations(Call call) throws ProblemException, IOException {
        answers.terminations(call, services.history());
    }

    private void events(Call call) throws ProblemException, IOException {
        Parameters given = call.parameters();
        long after = Objects.requireNonNullElse(given.number("after", 0, Long.MAX_VALUE), 0L);
        List<AuditEvent> events = services.eventsAfter(after, given.limit());
        call.answer(json, out -> json.list(out, "events", VerdictCodecs.EVENT, events));
    }

    private void settingChanges(Call call) throws ProblemException, IOException {
        List<RecordedSettingChange> changes =
                services.settingChanges(call.parameters().limit());
        call.answer(json, out -> json.list(out, "changes", AsideCodecs.SETTING_CHANGE, changes));
    }

    private void verify(Call call) throws ProblemException, IOException {
        call.parameters();
        ChainCheck check = services.verifyChain();
        String host = services.host();
        call.answer(json, out -> json.fields(out, AnswerCodecs.VERIFIED, AnswerCodecs.Verified.of(host, check)));
    }
}
