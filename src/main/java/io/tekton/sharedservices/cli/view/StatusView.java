package io.tekton.sharedservices.cli.view;

import io.tekton.sharedservices.api.DaemonStatus;
import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.cleanup.verdict.AgeText;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One screen: daemon, jobs, registry, store, warnings. */
public final class StatusView {
    /** An older one says nothing about the present state. */
    private static final Duration REPAIRS_SHOWN_FOR = Duration.ofDays(30);

    private final Terminal terminal;
    private final Instant now;

    public StatusView(Terminal terminal, Instant now) {
        this.terminal = terminal;
        this.now = now;
    }

    public void print(Status status) {
        DaemonStatus daemon = status.daemon();
        String state = daemon.state().word();
        if (daemon.startedAt() != null) {
            boolean stopping = daemon.state() == DaemonStatus.State.STOPPING;
            terminal.line("Daemon    " + (stopping ? terminal.yellow(state) : terminal.green(state)) + ", pid "
                    + daemon.pid() + ", version " + daemon.version()
                    + ", since " + terminal.local(daemon.startedAt()) + " ("
                    + AgeText.words(Duration.between(daemon.startedAt(), now)) + ")");
            terminal.line("          " + (daemon.detail() == null ? daemon.url() : daemon.detail()));
        } else {
            terminal.line(
                    "Daemon    " + terminal.yellow(state) + (daemon.detail() == null ? "" : ": " + daemon.detail()));
        }
        if (!status.jobs().isEmpty()) {
            terminal.line("");
            jobs(status.jobs());
        }
        terminal.line("");
        if (status.registry() != null) {
            terminal.line("Registry  "
                    + (status.registry().readable()
                            ? Plurals.count(status.registry().registrations(), "registration") + " in "
                                    + Plurals.count(status.registry().files().size(), "file")
                            : terminal.red(String.valueOf(status.registry().message()))));
        }
        if (status.store() != null) {
            terminal.line("Store     " + Plurals.count(status.store().runs(), "run") + ", "
                    + Plurals.count(status.store().terminations(), "termination") + ", "
                    + status.store().sizeBytes() / 1024 + " KiB in "
                    + status.store().file());
        } else if (daemon.state() == DaemonStatus.State.NOT_RUNNING
                && status.warnings().isEmpty()) {
            terminal.line("Store     none yet; the first run creates it");
        }
        for (String warning : status.warnings()) {
            terminal.line(terminal.yellow("Warning   " + warning));
        }
    }

    public void jobs(List<JobStatus> jobs) {
        Table table = new Table("JOB", "NEXT", "IN", "LAST", "AGO", "SCHEDULE", "OUTCOME");
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
            if (job.detail() != null) {
                terminal.line(terminal.yellow(job.name() + " is " + job.detail()));
            }
            if (job.pause() != null) {
                terminal.line(terminal.yellow(job.name() + " is paused since "
                        + terminal.local(job.pause().since())
                        + " by " + job.pause().actor()
                        + (job.pause().reason() == null
                                ? ""
                                : ": " + job.pause().reason())));
            }
            JobStatus.Repair repair = job.lastRepair();
            if (repair != null && repair.at().isAfter(now.minus(REPAIRS_SHOWN_FOR))) {
                terminal.line(terminal.yellow(job.name() + "'s trigger was repaired at " + terminal.local(repair.at())
                        + ": " + repair.why()));
            }
        }
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
