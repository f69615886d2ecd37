package io.tekton.sharedservices.web;

import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.api.json.AnswerCodecs;
import io.tekton.sharedservices.api.json.AnswerCodecs.RunOfList;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.api.json.LeftoverJson;
import io.tekton.sharedservices.api.json.SyncJson;
import io.tekton.sharedservices.api.json.TerminationCsv;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.configsync.ConfigSync;
import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.RecordedSettingChange;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.journal.codec.AsideCodecs;
import io.tekton.sharedservices.journal.codec.VerdictCodecs;
import io.tekton.sharedservices.journal.leftover.LeftoverRecord;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import io.tekton.sharedservices.leftover.rule.LeftoverSettings;
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
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The records. */
final class RecordEndpoints {
    private final SharedServices services;
    private final Json json;
    private final Clock clock;
    private final ZoneId zone;

    /** @param zone of times without an offset */
    RecordEndpoints(SharedServices services, Json json, Clock clock, ZoneId zone) {
        this.services = services;
        this.json = json;
        this.clock = clock;
        this.zone = zone;
    }

    List<Route> routes() {
        return List.of(
                Route.get("api/v1/runs", this::runs)
                        .forSessions()
                        .with(Operation.json("Runs", "Lists the runs, newest first.")
                                .query(
                                        Input.of("job", "string", "of this job alone"),
                                        Input.of("outcome", "RunOutcome", "with this outcome; in any case"),
                                        Input.SINCE,
                                        Input.UNTIL,
                                        Input.of("before", "RunId", "what comes after this run in the list"),
                                        Input.LIMIT)),
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
                                .query(
                                        Input.SINCE,
                                        Input.UNTIL,
                                        Input.of("pid", "Pid", "of this process id"),
                                        Input.of("component", "string", "of this CI component"),
                                        Input.of("user", "string", "of this user, by name or number"),
                                        Input.of("program", "string", "of this program, by its file name"),
                                        Input.of("rule", "string", "named by this match rule"),
                                        Input.of("outcome", "TerminationResult", "with this result; in any case"),
                                        Input.of("signal", "TerminationSignal", "to which this signal was sent"),
                                        Input.of("run", "RunId", "of this run"),
                                        Input.of("before", "Sequence", "what comes after this one in the list"),
                                        Input.LIMIT,
                                        Input.of("all", "boolean", "whether those of dry runs are listed, too"),
                                        Input.of("format", "Format", "json, or csv as audit --csv prints it"))),
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
        Parameters given = call.parameters();
        List<RunOfList> runs = services
                .history()
                .list(new RunQuery(
                        given.oneOf("job", jobs(given.text("job"))),
                        given.constant("outcome", RunOutcome.class),
                        given.moment("since", clock, zone),
                        given.moment("until", clock, zone),
                        given.text("before"),
                        given.limit()))
                .stream()
                .map(RunOfList::of)
                .toList();
        call.answer(json, out -> json.list(out, "runs", AnswerCodecs.RUN, runs));
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
        String id = call.wildcard(0);
        Optional<Run> run = services.history().run(id);
        if (run.isEmpty()) {
            throw new ProblemException(ProblemCode.NO_SUCH_RUN, "/api/v1/runs lists them");
        }
        if (run.get().job().equals(ConfigSync.JOB)) {
            SyncRecord plan = services.history().sync(id).orElse(null);
            call.answer(json, out -> {
                json.run(out, "run", run.get());
                new SyncJson(json).plan(out, run.get(), plan);
            });
            return;
        }
        if (run.get().job().equals(LeftoverSettings.JOB)) {
            LeftoverRecord leftovers = services.history().leftovers(id);
            call.answer(json, out -> new LeftoverJson(json).record(out, run.get(), leftovers));
            return;
        }
        List<RecordedVerdict> verdicts = services.history().verdicts(id);
        call.answer(json, out -> {
            json.run(out, "run", run.get());
            json.list(out, "verdicts", VerdictCodecs.VERDICT, verdicts);
        });
    }

    private void terminations(Call call) throws ProblemException, IOException {
        Parameters given = call.parameters();
        boolean all = given.bool("all");
        boolean csv = "csv".equals(given.oneOf("format", List.of("json", "csv")));
        List<Termination> terminations = services.history()
                .terminations(new TerminationQuery(
                        given.moment("since", clock, zone),
                        given.moment("until", clock, zone),
                        given.pid("pid"),
                        given.text("component"),
                        given.constant("outcome", TerminationResult.class),
                        given.constant("signal", TerminationSignal.class),
                        given.text("run"),
                        given.number("before", 0, Long.MAX_VALUE),
                        given.limit(),
                        all,
                        new TerminationQuery.Origin(given.text("user"), given.text("program"), given.text("rule"))));
        if (csv) {
            call.download(
                    "terminations.csv", "text/csv; charset=utf-8", new TerminationCsv(json).document(terminations));
            return;
        }
        call.answer(json, out -> json.list(out, "terminations", VerdictCodecs.TERMINATION, terminations));
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
