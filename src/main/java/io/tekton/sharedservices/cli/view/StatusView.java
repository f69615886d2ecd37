package io.tekton.sharedservices.cli.view;

import io.tekton.sharedservices.api.DaemonStatus;
import io.tekton.sharedservices.api.FleetStatus;
import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.cleanup.verdict.AgeText;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One screen: daemon, jobs, registry, store, warnings. */
public final class StatusView {
    /** An older one says nothing about the present state. */
    private static final Duration REPAIRS_SHOWN_FOR = Duration.ofDays(30);

    /** The width of the labels. */
    private static final int LABELS = 10;

    private final Terminal terminal;
    private final Instant now;

    public StatusView(Terminal terminal, Instant now) {
        this.terminal = terminal;
        this.now = now;
    }

    public void print(Status status) {
        daemon(status.daemon());
        for (JobStatus job : status.jobs()) {
            terminal.line("");
            job(job);
        }
        terminal.line("");
        if (status.registry() != null) {
            if (status.registry().readable()) {
                entry(
                        "Registry",
                        Plurals.count(status.registry().registrations(), "registration") + " in "
                                + Plurals.count(status.registry().files().size(), "file"));
            } else {
                entry("Registry", String.valueOf(status.registry().message()), terminal::red);
            }
        }
        if (status.store() != null) {
            entry(
                    "Store",
                    Plurals.count(status.store().runs(), "run") + ", "
                            + Plurals.count(status.store().terminations(), "termination") + " (dry runs included), "
                            + status.store().sizeBytes() / 1024 + " KiB in "
                            + status.store().file());
        } else if (status.daemon().state() == DaemonStatus.State.NOT_RUNNING
                && status.warnings().isEmpty()) {
            entry("Store", "none yet; the first run creates it");
        }
        if (status.fleet() != null) {
            fleet(status.fleet());
        }
        for (String warning : status.warnings()) {
            entry("Warning", warning, terminal::yellow);
        }
    }

    private void fleet(FleetStatus fleet) {
        String waiting = fleet.unshipped() == 0
                ? "everything shipped"
                : Plurals.count(fleet.unshipped(), "event") + " not shipped yet"
                        + (fleet.unshippedSince() == null
                                ? ""
                                : ", the oldest for " + AgeText.words(Duration.between(fleet.unshippedSince(), now)));
        boolean well = fleet.state().equals("connected");
        entry(
                "Fleet",
                (fleet.host() == null ? "" : fleet.host() + ", ") + fleet.state() + ", " + waiting + ", centre "
                        + fleet.centre(),
                well ? UnaryOperator.identity() : terminal::yellow);
    }

    private void daemon(DaemonStatus daemon) {
        String state = daemon.state().word();
        if (daemon.startedAt() == null) {
            String why = daemon.detail() == null ? state : state + ": " + daemon.detail();
            entry("Daemon", why + daemon.startAdvice(), terminal::yellow);
            return;
        }
        boolean stopping = daemon.state() == DaemonStatus.State.STOPPING;
        entry(
                "Daemon",
                state + ", pid " + daemon.pid() + ", version " + daemon.version(),
                stopping ? terminal::yellow : terminal::green);
        entry(
                "",
                "since " + terminal.local(daemon.startedAt()) + " ("
                        + AgeText.words(Duration.between(daemon.startedAt(), now)) + ")");
        entry("", String.valueOf(daemon.detail() == null ? daemon.url() : daemon.detail()));
    }

    private void job(JobStatus job) {
        terminal.line(terminal.bold(job.name()) + ", " + job.schedule());
        if (job.nextRunAt() != null && job.pause() == null) {
            entry("  next", terminal.local(job.nextRunAt()) + ", in " + AgeText.words(left(job.nextRunAt())));
        }
        Run last = job.lastRun();
        entry(
                "  last",
                last == null
                        ? "none yet"
                        : terminal.local(last.lastStartedAt()) + ", "
                                + AgeText.words(Duration.between(last.lastStartedAt(), now)) + " ago: "
                                + outcome(last));
        notes(job).forEach(note -> entry("", note, terminal::yellow));
    }

    private void entry(String label, String words) {
        entry(label, words, UnaryOperator.identity());
    }

    /** A label in a column of its own, and words in as many lines as they need. */
    private void entry(String label, String words, UnaryOperator<String> paint) {
        String head = label + " ".repeat(LABELS - label.length());
        Filled.lines(head, LABELS, words, terminal.columns() - 1)
                .lines()
                .map(paint)
                .forEach(terminal::line);
    }

    public void jobs(List<JobStatus> jobs) {
        Table table =
                new Table("JOB", "NEXT", "IN", "LAST", "AGO", "SCHEDULE", "OUTCOME").spare("AGO", "IN", "SCHEDULE");
        for (JobStatus job : jobs) {
            Run last = job.lastRun();
            table.row(
                    job.name(),
                    next(job),
                    job.nextRunAt() == null ? "-" : AgeText.words(left(job.nextRunAt())),
                    last == null ? "-" : terminal.local(last.lastStartedAt()),
                    last == null ? "-" : AgeText.words(Duration.between(last.lastStartedAt(), now)),
                    job.schedule(),
                    outcome(last));
        }
        table.print(terminal);
        for (JobStatus job : jobs) {
            notes(job).forEach(note -> terminal.sentences(note, 0, terminal::yellow));
        }
    }

    private List<String> notes(JobStatus job) {
        List<String> notes = new ArrayList<>();
        if (job.detail() != null) {
            notes.add(job.name() + " is " + job.detail());
        }
        if (job.pause() != null) {
            notes.add(job.name() + " has been paused since "
                    + terminal.local(job.pause().since()) + " by "
                    + job.pause().actor()
                    + (job.pause().reason() == null ? "" : ": " + job.pause().reason()));
        }
        JobStatus.Repair repair = job.lastRepair();
        if (repair != null && repair.at().isAfter(now.minus(REPAIRS_SHOWN_FOR))) {
            notes.add(job.name() + "'s trigger was repaired at " + terminal.local(repair.at()) + ": " + repair.why());
        }
        return notes;
    }

    private String next(JobStatus job) {
        if (job.pause() != null) {
            return "paused";
        }
        return job.nextRunAt() == null ? "-" : terminal.local(job.nextRunAt());
    }

    private Duration left(Instant next) {
        Duration left = Duration.between(now, next);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private String outcome(@Nullable Run last) {
        if (last == null) {
            return "-";
        }
        return (last.dryRun() ? "DRY RUN: " : "")
                + last.outcome()
                + (last.reason() == null ? "" : " " + last.reason())
                + (last.repeats() == 0
                        ? ""
                        : ", " + (last.repeats() + 1) + " times since " + terminal.local(last.startedAt()))
                + (last.trigger() == Trigger.MANUAL ? " (manual)" : "");
    }
}
