package io.tekton.sharedservices.fleet.centre;

import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import io.tekton.sharedservices.journal.query.TerminationQuery.Origin;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code CentrePages URL ROUNDS}: asks a centre, by the program's own statements on one connection, and prints for each question its group, its name,
 * how many rows came, and the microseconds of each round; every round asks each question once.
 */
public final class CentrePages {
    private static final int WARM_UP = 15;
    private static final int PAGE = 50;
    private static final int A_DAY = 100_000;

    private final FleetRecords records;
    private final Map<String, Supplier<Integer>> questions = new LinkedHashMap<>();

    private CentrePages(FleetRecords records) {
        this.records = records;
    }

    public static void main(String[] arguments) {
        FleetSettings operator = FillCentre.operator(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        try (CentreConnection connection = CentreConnection.open(operator, "bench")) {
            CentrePages pages = new CentrePages(new FleetRecords(connection));
            pages.ask();
            pages.measure(rounds);
        }
    }

    private void measure(int rounds) {
        Map<String, List<String>> took = new LinkedHashMap<>();
        Map<String, Integer> rows = new LinkedHashMap<>();
        for (int round = -WARM_UP; round < rounds; round++) {
            for (Map.Entry<String, Supplier<Integer>> question : questions.entrySet()) {
                long began = System.nanoTime();
                rows.put(question.getKey(), question.getValue().get());
                long micros = (System.nanoTime() - began) / 1_000;
                if (round >= 0) {
                    took.computeIfAbsent(question.getKey(), name -> new ArrayList<>()).add(Long.toString(micros));
                }
            }
        }
        took.forEach((name, micros) -> System.out.println(name + "\t" + rows.get(name) + "\t" + String.join(" ", micros)));
    }

    private void ask() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Instant middle = now.minus(Duration.ofDays(250));
        Termination some = terminations(null, middle, null, null, null, null, null, Origin.ANY).get(0);
        Run then = runs(null, null, null, middle, null).get(0);
        Map<String, Long> places = new LinkedHashMap<>();
        places.put("first", null);
        places.put("middle", some.sequence());
        places.forEach((place, before) -> {
            page("audit, " + place, () -> terminations(null, null, null, null, null, null, before, Origin.ANY));
            page("audit of a pid, " + place, () -> terminations(null, null, 8001, null, null, null, before, Origin.ANY));
            page("audit of a component, " + place, () -> terminations(null, null, null, "c3", null, null, before, Origin.ANY));
            page("audit of two months, " + place, () -> terminations(middle.minus(Duration.ofDays(60)), middle.plus(Duration.ofDays(1)), null, null, null, null, before, Origin.ANY));
            page("audit of a result, " + place, () -> terminations(null, null, null, null, TerminationResult.KILLED, null, before, Origin.ANY));
            page("audit of a rare result, " + place, () -> terminations(null, null, null, null, TerminationResult.SURVIVED, null, before, Origin.ANY));
            page("audit of a signal, " + place, () -> terminations(null, null, null, null, null, TerminationSignal.KILL, before, Origin.ANY));
            page("audit of a user, " + place, () -> terminations(null, null, null, null, null, null, before, new Origin("op3", null, null, null)));
            page("audit of a program, " + place, () -> terminations(null, null, null, null, null, null, before, new Origin(null, "python3", null, null)));
            page("audit of a rule, " + place, () -> terminations(null, null, null, null, null, null, before, new Origin(null, null, "wrapper", null)));
        });
        page("audit of a user who is not on record", () -> terminations(null, null, null, null, null, null, null, new Origin("nobody", null, null, null)));
        page("audit of a run", () -> records.terminations(new TerminationQuery(null, null, null, null, null, null, then.id(), null, PAGE)));
        for (String before : Arrays.asList(null, then.id())) {
            String place = before == null ? ", first" : ", middle";
            page("runs" + place, () -> runs(null, null, null, null, before));
            page("runs of a job" + place, () -> runs("orphan-cleanup", null, null, null, before));
            page("runs of an outcome" + place, () -> runs(null, RunOutcome.FAILED, null, null, before));
            page("runs of two months" + place, () -> runs(null, null, middle.minus(Duration.ofDays(60)), middle.plus(Duration.ofDays(1)), before));
            page("runs since a year" + place, () -> runs(null, null, now.minus(Duration.ofDays(365)), null, before));
        }
        Instant day = now.minus(Duration.ofDays(1));
        question("day", "all runs of a day", () -> records.runs(new RunQuery(null, null, day, null, null, A_DAY)));
        question("day", "all terminations of a day", () -> records.terminations(new TerminationQuery(day, null, null, null, null, null, null, null, A_DAY)));
        question("day", "who leaked in a day", () -> records.leaks(day, now));
        question("hosts", "hosts", () -> records.hosts(Duration.ofSeconds(45)));
        question("hosts", "who leaked in 30 days", () -> records.leaks(now.minus(Duration.ofDays(30)), now));
    }

    private void page(String name, Supplier<? extends List<?>> answer) {
        question("page", name, answer);
    }

    private void question(String group, String name, Supplier<? extends List<?>> answer) {
        questions.put(group + "\t" + name, () -> answer.get().size());
    }

    private List<Termination> terminations(
            Instant since, Instant until, Integer pid, String component, TerminationResult outcome,
            TerminationSignal signal, Long before, Origin origin) {
        return records.terminations(new TerminationQuery(since, until, pid, component, outcome, signal, null, before, PAGE, false, origin));
    }

    private List<Run> runs(
            String job, RunOutcome outcome, Instant since, Instant until, String before) {
        return records.runs(new RunQuery(job, outcome, since, until, before, PAGE));
    }
}
