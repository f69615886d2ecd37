package io.tekton.sharedservices.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.cleanup.verdict.VerdictRule;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.leftover.LeftoverAction;
import io.tekton.sharedservices.process.ProcessFacts;
import io.tekton.sharedservices.registry.RegistryReading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What this process has done since its start, for the metrics. Every combination of labels that the program itself can
 * make begins at 0: {@code increase()} does not see the first value of a series. Thread-safe.
 */
public final class Metrics {
    static final String PREFIX = "shared_services_";

    /** The name of one of our jobs. Prometheus reserves {@code job} for the scraped target. */
    static final String JOB = "job_name";

    static final String NO_SIGNAL = "none";
    static final String BOTH_SIGNALS = TerminationSignal.TERM + "+" + TerminationSignal.KILL;

    /** Why a run is refused, mostly; a reason that is not in here begins with its first refusal. */
    private static final List<String> REFUSALS = List.of(
            RegistryReading.MISSING,
            RegistryReading.UNREADABLE,
            RegistryReading.COLLAPSED,
            RegistryReading.EMPTY,
            RegistryReading.UNTRUSTED,
            RegistryReading.LOCKED,
            "too-many-orphans");

    private final Counter runs =
            counter("runs", "Runs that ended, and those that were refused or skipped", JOB, "trigger", "outcome");
    private final Histogram durations = histogram(
            "run_duration",
            "How long runs took that succeeded or failed",
            new double[] {0.05, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 90, 120, 300},
            JOB);
    private final Counter refusals = counter("refusals", "Runs that a safety rule forbade", JOB, "reason");
    final Counter ticks =
            counter("ticks", "Times a job was started by the scheduler, those with nothing to do included", JOB);
    private final Counter orphans = counter("orphans", "Orphans found, dry and refused runs included", "component");
    private final Counter verdicts =
            counter("verdicts", "Judgements of CI processes, by the rule that decided", "rule");
    private final Counter terminations = counter("terminations", "What became of orphans", "signal", "result");
    private final Counter vetoes = counter("recheck_vetoes", "Orphans that the last check before a signal spared");
    private final Counter freedMemory = counter(
            "freed_memory_bytes", "Memory of processes that were ended: PSS, or RSS where that is not read", JOB);
    private final Counter endedCpu =
            counter("ended_cpu_seconds", "CPU time that processes had used before they were ended", JOB);
    private final Counter leftoverBytes = counter(
            "leftover_bytes", "Disk space of leftovers that were moved, removed for good or put back", "action");
    final Histogram scans = histogram(
            "scan", "How long scans of all processes took", new double[] {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5
            });
    final Histogram syncLatency =
            histogram("sync_latency", "From the update flag to the configuration in step", new double[] {
                0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
            });
    final Counter flagClaims = counter("flag_claims", "Update flags that a sync took");
    final Counter storeErrors = counter("store_errors", "Writes to the store that failed");
    private final BoundedLabel components = new BoundedLabel();

    Metrics() {
        for (TerminationResult result : TerminationResult.values()) {
            terminations.initLabelValues(NO_SIGNAL, result.name());
            terminations.initLabelValues(BOTH_SIGNALS, result.name());
            for (TerminationSignal signal : TerminationSignal.values()) {
                terminations.initLabelValues(signal.name(), result.name());
            }
        }
        for (VerdictRule rule : VerdictRule.values()) {
            verdicts.initLabelValues(rule.word());
        }
        verdicts.initLabelValues(VerdictRule.UNREGISTERED);
        freedMemory.initLabelValues(OrphanCleanup.JOB);
        endedCpu.initLabelValues(OrphanCleanup.JOB);
        for (LeftoverAction.Kind action : LeftoverAction.Kind.values()) {
            leftoverBytes.initLabelValues(action.name());
        }
    }

    /** From 0 on for a job that there is. */
    void expect(String job) {
        ticks.initLabelValues(job);
        durations.initLabelValues(job);
        for (Trigger trigger : Trigger.values()) {
            for (RunOutcome outcome : RunOutcome.values()) {
                if (outcome != RunOutcome.RUNNING) {
                    runs.initLabelValues(job, trigger.name(), outcome.name());
                }
            }
        }
        REFUSALS.forEach(reason -> refusals.initLabelValues(job, reason));
    }

    void registerIn(PrometheusRegistry registry) {
        List.of(runs, durations, refusals, ticks, orphans, verdicts, terminations, vetoes, scans, syncLatency)
                .forEach(registry::register);
        registry.register(flagClaims);
        registry.register(freedMemory);
        registry.register(endedCpu);
        registry.register(leftoverBytes);
        registry.register(storeErrors);
    }

    void ended(Run run) {
        runs.labelValues(run.job(), run.trigger().name(), run.outcome().name()).inc();
        if (run.outcome() == RunOutcome.REFUSED) {
            refusals.labelValues(run.job(), Objects.requireNonNullElse(run.reason(), BoundedLabel.OTHER))
                    .inc();
        }
        Instant finishedAt = run.finishedAt();
        if (finishedAt != null
                && (run.outcome() == RunOutcome.SUCCEEDED
                        || run.outcome() == RunOutcome.PARTIAL
                        || run.outcome() == RunOutcome.FAILED)) {
            durations.labelValues(run.job()).observe(seconds(Duration.between(run.startedAt(), finishedAt)));
        }
    }

    void judged(String rule, @Nullable String component, boolean orphan) {
        verdicts.labelValues(rule).inc();
        if (orphan) {
            orphans.labelValues(components.of(component == null ? "unknown" : component))
                    .inc();
        }
    }

    /** @param signals those that it had, such as {@code TERM+KILL} */
    void terminated(String signals, TerminationResult result) {
        terminations.labelValues(signals, result.name()).inc();
        if (result == TerminationResult.SPARED_ON_RECHECK) {
            vetoes.inc();
        }
    }

    /** @param use of a process that a signal of ours ended */
    void freed(String job, ProcessFacts.Use use) {
        ProcessFacts.Memory memory = use.memory();
        Duration cpu = use.cpu();
        if (memory != null) {
            freedMemory.labelValues(job).inc(memory.bytes());
        }
        if (cpu != null) {
            endedCpu.labelValues(job).inc(seconds(cpu));
        }
    }

    /** @param action as it is settled; only what was done counts */
    void settled(LeftoverAction action) {
        if (action.result() == LeftoverAction.Result.DONE) {
            leftoverBytes.labelValues(action.action().name()).inc(action.bytes());
        }
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static Counter counter(String name, String help, String... labels) {
        return Counter.builder()
                .name(PREFIX + name)
                .help(help)
                .labelNames(labels)
                .build();
    }

    private static Histogram histogram(String name, String help, double[] bounds, String... labels) {
        return Histogram.builder()
                .name(PREFIX + name + "_seconds")
                .unit(Unit.SECONDS)
                .help(help)
                .labelNames(labels)
                .classicOnly()
                .classicUpperBounds(bounds)
                .build();
    }
}
