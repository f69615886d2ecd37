package io.tekton.sharedservices.metrics;

import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.TerminationResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What this process has done since its start, for the metrics. It is cheap to keep; who reads it pays. Thread-safe. */
public final class Metrics {
    static final String NO_SIGNAL = "none";

    final Counters ticks = new Counters();
    final Counters runs = new Counters();
    final Counters refusals = new Counters();
    public final Counters orphans = new Counters();
    final Counters verdicts = new Counters();
    final Counters terminations = new Counters();
    final Counters vetoes = new Counters();
    final Counters flagClaims = new Counters();
    final Counters storeErrors = new Counters();
    final Map<String, Histogram> durations = new ConcurrentHashMap<>();
    final Histogram scans = new Histogram(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5);
    final Histogram syncLatency = new Histogram(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60);

    Metrics() {
        vetoes.expect();
        flagClaims.expect();
        storeErrors.expect();
    }

    void ended(Run run) {
        runs.add(1, run.job(), run.trigger().name(), run.outcome().name());
        if (run.outcome() == RunOutcome.REFUSED) {
            refusals.add(1, run.job(), Objects.requireNonNullElse(run.reason(), Counters.OTHER));
        }
        Instant finishedAt = run.finishedAt();
        if (finishedAt != null && (run.outcome() == RunOutcome.SUCCEEDED || run.outcome() == RunOutcome.FAILED)) {
            durations
                    .computeIfAbsent(run.job(), job -> new Histogram(0.05, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 90, 120, 300))
                    .add(seconds(Duration.between(run.startedAt(), finishedAt)));
        }
    }

    void judged(String rule, @Nullable String component, boolean orphan) {
        verdicts.add(1, rule);
        if (orphan) {
            orphans.add(1, component == null ? "unknown" : component);
        }
    }

    /** @param signals those that it had, such as {@code TERM+KILL} */
    void terminated(String signals, TerminationResult result) {
        terminations.add(1, signals, result.name());
        if (result == TerminationResult.SPARED_ON_RECHECK) {
            vetoes.add(1);
        }
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
