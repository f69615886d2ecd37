package io.tekton.sharedservices.web;

import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.api.json.AnswerCodecs;
import io.tekton.sharedservices.api.json.AnswerCodecs.RunOfList;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.api.json.LeftoverJson;
import io.tekton.sharedservices.api.json.SyncJson;
import io.tekton.sharedservices.api.json.TerminationCsv;
import io.tekton.sharedservices.configsync.ConfigSync;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.journal.codec.VerdictCodecs;
import io.tekton.sharedservices.journal.leftover.LeftoverRecord;
import io.tekton.sharedservices.journal.query.History;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import io.tekton.sharedservices.leftover.rule.LeftoverSettings;
import io.tekton.sharedservices.web.route.Call;
import io.tekton.sharedservices.web.route.Input;
import io.tekton.sharedservices.web.route.Parameters;
import io.tekton.sharedservices.web.route.ProblemException;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The record of a host in answers: this host's, or on a keeper another one's. */
final class HistoryAnswers {
    /** What a list of runs can be asked for. */
    static final Input[] OF_RUNS = {
        Input.of("job", "string", "of this job alone"),
        Input.of("outcome", "RunOutcome", "with this outcome; in any case"),
        Input.SINCE,
        Input.UNTIL,
        Input.of("before", "RunId", "what comes after this run in the list"),
        Input.LIMIT
    };

    /** What a list of terminations can be asked for. */
    static final Input[] OF_TERMINATIONS = {
        Input.SINCE,
        Input.UNTIL,
        Input.of("pid", "Pid", "of this process id"),
        Input.of("component", "string", "of this CI component"),
        Input.of("user", "string", "of this user, by name or number"),
        Input.of("program", "string", "of this program, by its file name"),
        Input.of("rule", "string", "named by this match rule"),
        Input.of("owner", "string", "left behind by this owner, by the name of its owner rule"),
        Input.of("outcome", "TerminationResult", "with this result; in any case"),
        Input.of("signal", "TerminationSignal", "to which this signal was sent"),
        Input.of("run", "RunId", "of this run"),
        Input.of("before", "Sequence", "what comes after this one in the list"),
        Input.LIMIT,
        Input.of("all", "boolean", "whether those of dry runs are listed, too"),
        Input.of("format", "Format", "json, or csv as audit --csv prints it")
    };

    private final Json json;
    private final Clock clock;
    private final ZoneId zone;
    private final Function<@Nullable String, List<String>> jobs;

    /**
     * @param zone of times without an offset
     * @param jobs gives the names that may be asked for; it gets the one that is
     */
    HistoryAnswers(Json json, Clock clock, ZoneId zone, Function<@Nullable String, List<String>> jobs) {
        this.json = json;
        this.clock = clock;
        this.zone = zone;
        this.jobs = jobs;
    }

    void runs(Call call, History history) throws ProblemException, IOException {
        Parameters given = call.parameters();
        List<RunOfList> runs = history
                .list(new RunQuery(
                        given.oneOf("job", jobs.apply(given.text("job"))),
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

    void run(Call call, History history, String id) throws ProblemException, IOException {
        Optional<Run> run = history.run(id);
        if (run.isEmpty()) {
            throw new ProblemException(ProblemCode.NO_SUCH_RUN, "/api/v1/runs lists them");
        }
        if (run.get().job().equals(ConfigSync.JOB)) {
            SyncRecord plan = history.sync(id).orElse(null);
            call.answer(json, out -> {
                json.run(out, "run", run.get());
                new SyncJson(json).plan(out, run.get(), plan);
            });
            return;
        }
        if (run.get().job().equals(LeftoverSettings.JOB)) {
            LeftoverRecord leftovers = history.leftovers(id);
            call.answer(json, out -> new LeftoverJson(json).record(out, run.get(), leftovers));
            return;
        }
        List<RecordedVerdict> verdicts = history.verdicts(id);
        call.answer(json, out -> {
            json.run(out, "run", run.get());
            json.list(out, "verdicts", VerdictCodecs.VERDICT, verdicts);
        });
    }

    void terminations(Call call, History history) throws ProblemException, IOException {
        Parameters given = call.parameters();
        boolean all = given.bool("all");
        boolean csv = "csv".equals(given.oneOf("format", List.of("json", "csv")));
        List<Termination> terminations = history.terminations(new TerminationQuery(
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
                new TerminationQuery.Origin(
                        given.text("user"), given.text("program"), given.text("rule"), given.text("owner"))));
        if (csv) {
            call.download(
                    "terminations.csv", "text/csv; charset=utf-8", new TerminationCsv(json).document(terminations));
            return;
        }
        call.answer(json, out -> json.list(out, "terminations", VerdictCodecs.TERMINATION, terminations));
    }
}
