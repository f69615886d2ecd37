package io.tekton.sharedservices.cli.view;

import io.tekton.sharedservices.api.DaemonStatus;
import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.text.Causes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The status as Nagios, Icinga and their like read it: a state, one line, and performance data
 * (https://www.monitoring-plugins.org/doc/guidelines.html).
 *
 * @param line state and reason, then {@code |} and the data where a daemon answered; no line break in it
 */
public record CheckLine(State state, String line) {
    /** The states of a check; the exit code of each is its place. */
    public enum State {
        OK,
        WARNING,
        CRITICAL,
        UNKNOWN;

        /** 0 to 3. */
        public int exitCode() {
            return ordinal();
        }
    }

    /** Some pagers cut the line after this many characters. */
    private static final int LONGEST = 400;

    /** Nothing is known but why. */
    public static CheckLine unknown(String why) {
        return of(State.UNKNOWN, why, "");
    }

    /** A failed call: nothing is known but its causes. */
    public static CheckLine unknown(Throwable failure) {
        return unknown(Causes.of(failure));
    }

    /** No daemon runs. */
    public static CheckLine notRunning(String why) {
        return of(State.CRITICAL, "the daemon is not running: " + why, "");
    }

    /** What a daemon, or the lack of one, means for an operator. */
    public static CheckLine of(Status status, Instant now) {
        DaemonStatus daemon = status.daemon();
        String detail = String.valueOf(daemon.detail());
        return switch (daemon.state()) {
            case UNKNOWN -> unknown(detail);
            case NOT_RUNNING -> notRunning(detail);
            case STOPPING -> of(State.WARNING, "the daemon is stopping: " + detail, "");
            case RUNNING -> running(status, now);
        };
    }

    private static CheckLine running(Status status, Instant now) {
        List<String> critical = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        for (JobStatus job : status.jobs()) {
            if (status.warnings().contains(JobStatus.overdueWarning(job.name()))) {
                critical.add(JobStatus.overdueWarning(job.name()));
            }
            if (ended(job, RunOutcome.FAILED)) {
                critical.add(lastRun(job));
            } else if (ended(job, RunOutcome.REFUSED) || ended(job, RunOutcome.PARTIAL)) {
                warnings.add(lastRun(job));
            }
        }
        int failures = critical.size();
        status.warnings().stream()
                .filter(warning -> !critical.contains(warning))
                .forEach(warnings::add);
        String data = data(status, now);
        if (failures > 0) {
            critical.addAll(warnings);
            return of(State.CRITICAL, String.join("; ", critical), data);
        }
        return warnings.isEmpty()
                ? of(State.OK, well(status), data)
                : of(State.WARNING, String.join("; ", warnings), data);
    }

    private static boolean ended(JobStatus job, RunOutcome outcome) {
        return job.lastRun() != null && job.lastRun().outcome() == outcome;
    }

    private static String lastRun(JobStatus job) {
        return "the last run of " + job.name() + " was "
                + (job.lastRun() == null
                        ? ""
                        : job.lastRun().outcome() + ", " + job.lastRun().reason());
    }

    private static String well(Status status) {
        List<String> paused = status.jobs().stream()
                .filter(job -> job.pause() != null)
                .map(JobStatus::name)
                .toList();
        return "the daemon runs as pid " + status.daemon().pid()
                + (paused.isEmpty() ? "" : "; paused: " + String.join(", ", paused));
    }

    private static String data(Status status, Instant now) {
        StringBuilder data = new StringBuilder();
        number(data, "warnings", status.warnings().size(), "", "0;");
        number(data, "failed", count(status, RunOutcome.FAILED), "", ";0");
        number(data, "refused", count(status, RunOutcome.REFUSED), "", "0;");
        number(
                data,
                "overdue",
                status.jobs().stream()
                        .filter(job -> status.warnings().contains(JobStatus.overdueWarning(job.name())))
                        .count(),
                "",
                ";0");
        number(
                data,
                "paused",
                status.jobs().stream().filter(job -> job.pause() != null).count(),
                "",
                ";");
        for (JobStatus job : status.jobs()) {
            if (job.lastRun() != null) {
                long age = Duration.between(job.lastRun().lastStartedAt(), now).toSeconds();
                number(data, job.name() + "_age", Math.max(0, age), "s", ";");
                number(data, job.name() + "_orphans", job.lastRun().counts().orphans(), "", ";");
            }
        }
        if (status.registry() != null) {
            number(data, "registrations", status.registry().registrations(), "", ";");
        }
        if (status.store() != null) {
            number(data, "store", status.store().sizeBytes(), "B", ";");
        }
        return data.toString();
    }

    private static long count(Status status, RunOutcome outcome) {
        return status.jobs().stream().filter(job -> ended(job, outcome)).count();
    }

    /** As {@code label=value[unit];warn;crit;min}; the labels have neither space nor quote nor equals sign. */
    private static void number(StringBuilder data, String label, long value, String unit, String thresholds) {
        data.append(data.length() == 0 ? "" : " ").append(label + '=' + value + unit + ';' + thresholds + ";0");
    }

    /** A bar begins the data and a line break the long output: the reason has neither. */
    private static CheckLine of(State state, String reason, String data) {
        String plain = reason.replaceAll("\\p{Cntrl}+", " ").replace('|', '/').strip();
        String cut = plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + "...";
        return new CheckLine(state, "SHARED-SERVICES " + state + ": " + cut + (data.isEmpty() ? "" : " | " + data));
    }
}
