package io.tekton.sharedservices.cli.view;

import io.tekton.sharedservices.configsync.ConfigSync;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.query.ListedRun;
import io.tekton.sharedservices.text.PrintableText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Runs as a table: with the numbers of cleanups, unless there are syncs alone, which have none of them. */
public final class HistoryView {
    private static final String[] CLEANUP_SPARE = {
        "TRIGGER", "JOB", "CHANGES", "KILLED", "TERMINATED", "FAILED", "STARTED", "ORPHANS"
    };

    /** In a list of both jobs, the job says more than the time, which is part of the run's id. */
    private static final String[] MIXED_SPARE = {
        "TRIGGER", "KILLED", "TERMINATED", "STARTED", "FAILED", "CHANGES", "ORPHANS", "JOB"
    };

    private final Terminal terminal;

    public HistoryView(Terminal terminal) {
        this.terminal = terminal;
    }

    public void print(List<ListedRun> runs) {
        if (runs.stream().map(ListedRun::run).allMatch(HistoryView::isSync)) {
            syncs(runs);
        } else {
            all(runs);
        }
    }

    private static boolean isSync(Run run) {
        return run.job().equals(ConfigSync.JOB);
    }

    private void all(List<ListedRun> runs) {
        Table table = new Table(
                        "RUN",
                        "STARTED",
                        "JOB",
                        "TRIGGER",
                        "ORPHANS",
                        "TERMINATED",
                        "KILLED",
                        "FAILED",
                        "CHANGES",
                        "OUTCOME")
                .spare(runs.stream().map(ListedRun::run).anyMatch(HistoryView::isSync) ? MIXED_SPARE : CLEANUP_SPARE);
        for (ListedRun listed : runs) {
            Run run = listed.run();
            RunCounts counts = run.counts();
            table.painted(
                    OutcomeColors.of(terminal, run.outcome()),
                    run.id(),
                    terminal.local(run.startedAt()),
                    run.job(),
                    trigger(run),
                    number(run, counts.orphans()),
                    number(run, counts.terminated()),
                    number(run, counts.killed()),
                    number(run, counts.failed()),
                    changes(listed),
                    outcome(run));
        }
        table.print(terminal);
    }

    private void syncs(List<ListedRun> runs) {
        Table table = new Table("RUN", "STARTED", "TRIGGER", "BY", "CHANGES", "TOOK", "OUTCOME")
                .spare("BY", "TOOK", "STARTED");
        for (ListedRun listed : runs) {
            Run run = listed.run();
            table.painted(
                    OutcomeColors.of(terminal, run.outcome()),
                    run.id(),
                    terminal.local(run.startedAt()),
                    trigger(run),
                    PrintableText.escaped(run.actor()),
                    changes(listed),
                    took(run),
                    outcome(run));
        }
        table.print(terminal);
    }

    /** What it changed, or in a dry run would change; a failed run changed nothing, as far as is known. */
    private static String changes(ListedRun listed) {
        return isSync(listed.run()) && listed.run().outcome() == RunOutcome.SUCCEEDED
                ? Integer.toString(listed.changes())
                : "-";
    }

    private static String number(Run run, int count) {
        return isSync(run) ? "-" : Integer.toString(count);
    }

    private static String trigger(Run run) {
        return run.trigger().name().toLowerCase(Locale.ROOT);
    }

    private static String took(Run run) {
        Instant finishedAt = run.finishedAt();
        return finishedAt == null
                ? "-"
                : Duration.between(run.startedAt(), finishedAt).toMillis() + " ms";
    }

    private String repeats(Run run) {
        return run.repeats() == 0
                ? ""
                : ", " + (run.repeats() + 1) + " times, last " + terminal.local(run.lastStartedAt());
    }

    private String outcome(Run run) {
        return run.outcome()
                + (run.reason() == null ? "" : " " + run.reason())
                + (run.dryRun() ? " (dry run)" : "")
                + repeats(run);
    }
}
