package io.tekton.sharedservices.web;

import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.fleet.FleetHost;
import io.tekton.sharedservices.fleet.centre.CentreException;
import io.tekton.sharedservices.journal.query.History;
import io.tekton.sharedservices.metrics.DashboardQueries;
import io.tekton.sharedservices.web.route.Call;
import io.tekton.sharedservices.web.route.Input;
import io.tekton.sharedservices.web.route.Operation;
import io.tekton.sharedservices.web.route.ProblemException;
import io.tekton.sharedservices.web.route.Route;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One host of the fleet and its record, on a keeper. They show, and do nothing on another host. */
final class HostRecordEndpoints {
    private static final Input NAME = Input.of("name", "string", "the name under which the host was enrolled");

    private final DashboardQueries insight;
    private final Json json;
    private final HistoryAnswers answers;

    /** @param zone of times without an offset */
    HostRecordEndpoints(DashboardQueries insight, Json json, Clock clock, ZoneId zone) {
        this.insight = insight;
        this.json = json;
        this.answers = new HistoryAnswers(json, clock, zone, HostRecordEndpoints::jobs);
    }

    List<Route> routes() {
        return List.of(
                Route.get("api/v1/hosts/{name}", this::host)
                        .forSessions()
                        .with(Operation.json("HostOfFleet", "Reads how a host of the fleet is; on a keeper.")
                                .at(NAME)
                                .or(ProblemCode.NO_SUCH_HOST, ProblemCode.CENTRE_AWAY)),
                Route.get("api/v1/hosts/{name}/runs", this::runs)
                        .forSessions()
                        .with(Operation.json(
                                        "Runs", "Lists the runs of a host of the fleet, newest first; on a keeper.")
                                .at(NAME)
                                .query(HistoryAnswers.OF_RUNS)
                                .or(ProblemCode.NO_SUCH_HOST, ProblemCode.CENTRE_AWAY)),
                Route.get("api/v1/hosts/{name}/runs/{id}", this::run)
                        .forSessions()
                        .with(Operation.json(
                                        "RunRecord",
                                        "Reads a run of a host of the fleet with its verdicts, changes or leftovers; on"
                                                + " a keeper.")
                                .at(NAME, Input.of("id", "RunId", "the run"))
                                .or(ProblemCode.NO_SUCH_HOST, ProblemCode.NO_SUCH_RUN, ProblemCode.CENTRE_AWAY)),
                Route.get("api/v1/hosts/{name}/terminations", this::terminations)
                        .forSessions()
                        .with(Operation.typed(
                                        "Lists the terminations of a host of the fleet, newest first; on a keeper.",
                                        "Terminations",
                                        "application/json",
                                        "text/csv")
                                .at(NAME)
                                .query(HistoryAnswers.OF_TERMINATIONS)
                                .or(ProblemCode.NO_SUCH_HOST, ProblemCode.CENTRE_AWAY)));
    }

    /** Another host may have a job that this one does not know. */
    private static List<String> jobs(String asked) {
        return Stream.concat(ServiceSettings.JOBS.stream(), Stream.ofNullable(asked))
                .distinct()
                .toList();
    }

    private void host(Call call) throws ProblemException, IOException {
        call.parameters();
        ask(call, (host, history) -> call.answer(json, out -> json.object(out, "host", FleetHost.CODEC, host)));
    }

    private void runs(Call call) throws ProblemException, IOException {
        ask(call, (host, history) -> answers.runs(call, history));
    }

    private void run(Call call) throws ProblemException, IOException {
        call.parameters();
        ask(call, (host, history) -> answers.run(call, history, call.wildcard(1)));
    }

    private void terminations(Call call) throws ProblemException, IOException {
        ask(call, (host, history) -> answers.terminations(call, history));
    }

    /** What is answered while the connection to the centre is open. */
    private interface Answer {
        void give(FleetHost host, History history) throws ProblemException, IOException;
    }

    private void ask(Call call, Answer answer) throws ProblemException, IOException {
        List<Exception> failed = new ArrayList<>();
        Optional<Boolean> found;
        try {
            found = insight.ofHost(call.wildcard(0), (host, history) -> {
                try {
                    answer.give(host, history);
                } catch (ProblemException | IOException e) {
                    failed.add(e);
                }
                return true;
            });
        } catch (CentreException e) {
            throw new ProblemException(ProblemCode.CENTRE_AWAY, String.valueOf(e.getMessage()));
        }
        if (found.isEmpty()) {
            throw new ProblemException(ProblemCode.NO_SUCH_HOST, "/api/v1/hosts lists them, on a keeper of the fleet");
        }
        for (Exception failure : failed) {
            if (failure instanceof ProblemException problem) {
                throw problem;
            }
            throw (IOException) failure;
        }
    }
}
