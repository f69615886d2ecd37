package io.tekton.sharedservices.metrics;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.cleanup.survey.Suspects;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.store.StoreFacts;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Every metric: its name, what it means, and where its value comes from. Names are public: they are added to, never
 * changed.
 */
public final class MetricSources {
    private static final String PREFIX = Metrics.PREFIX;
    private static final String NEXT_RUN = "next_run_timestamp_seconds";

    /** Only with the token: a process that knows when a job runs next can hide from it. */
    public static final Set<String> OWNERS_ALONE = Set.of(PREFIX + NEXT_RUN);

    private final Metrics tally;
    private final CachedStatus cached;
    private final PrometheusRegistry registry = new PrometheusRegistry();

    public MetricSources(Metrics tally, CachedStatus cached) {
        this.tally = tally;
        this.cached = cached;
    }

    public PrometheusRegistry registry() {
        tally.registerIn(registry);
        jobs();
        daemon();
        suspects();
        store();
        new FleetMetrics(cached, registry).register();
        JvmMetrics.builder().register(registry);
        return registry;
    }

    private void jobs() {
        byJob(
                "last_success_timestamp_seconds",
                "When the last run that succeeded ended",
                gauge -> cached.sample().lastSuccess().forEach((job, at) -> gauge.call(seconds(at), job)));
        byJob(
                NEXT_RUN,
                "When the job is due next; no value while it is paused",
                gauge -> each(job -> {
                    Instant next = job.nextRunAt();
                    if (next != null) {
                        gauge.call(seconds(next), job.name());
                    }
                }));
        byJob(
                "interval_seconds",
                "From one run by schedule to the next",
                gauge -> cached.sample()
                        .intervals()
                        .forEach((job, interval) -> gauge.call(Metrics.seconds(interval), job)));
        byJob(
                "job_paused",
                "1 while somebody has paused the job",
                gauge -> each(job -> gauge.call(job.pause() == null ? 0 : 1, job.name())));
        byJob(
                "consecutive_refusals",
                "The newest runs by schedule that were refused one after the other",
                gauge -> cached.sample().refusalsInARow().forEach((job, refused) -> gauge.call(refused, job)));
        byJob(
                "last_run_orphans",
                "Orphans that the newest run found",
                gauge -> each(job -> {
                    Run run = job.lastRun();
                    if (run != null) {
                        gauge.call(run.counts().orphans(), job.name());
                    }
                }));
    }

    private void daemon() {
        gauge("alert_threshold_orphans", "More orphans than this in one run are a reason to warn", () ->
                (double) cached.sample().alertThreshold());
        gauge(
                "warnings",
                "Warnings that status shows",
                () -> cached.sample()
                        .reported()
                        .map(status -> (double) status.warnings().size())
                        .orElse(0.0));
        gauge(
                "registry_readable",
                "1 while the registries can be relied on, or where no rule needs one",
                () -> cached.sample()
                        .reported()
                        .map(status ->
                                status.registry() == null || status.registry().readable() ? 1.0 : 0.0)
                        .orElse(0.0));
        gauge(
                "registrations",
                "Entries in the registries",
                () -> cached.sample()
                        .reported()
                        .map(status -> status.registry() == null
                                ? 0.0
                                : status.registry().registrations())
                        .orElse(0.0));
        GaugeWithCallback.builder()
                .name(PREFIX + "build_info")
                .help("The program and the Java that it runs on; always 1")
                .labelNames("version", "java")
                .callback(gauge -> gauge.call(
                        1,
                        cached.sample()
                                .reported()
                                .map(status -> Objects.requireNonNullElse(
                                        status.daemon().version(), "unknown"))
                                .orElse("unknown"),
                        Runtime.version().toString()))
                .register(registry);
    }

    private void suspects() {
        optional("suspects", "Processes with signs of being left behind and no proof; none is signalled", suspects ->
                (double) suspects.found().size());
        optional("suspects_memory_bytes", "Memory of the suspects", suspects -> (double) suspects.memoryBytes());
    }

    private void optional(String name, String help, Function<Suspects, Double> value) {
        GaugeWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .callback(gauge -> cached.suspects().map(value).ifPresent(gauge::call))
                .register(registry);
    }

    private void store() {
        gauge("store_up", "1 while the store can be read", () -> cached.sample().status() == null ? 0.0 : 1.0);
        gauge("store_size_bytes", "The store's file", () -> (double) facts().sizeBytes());
        GaugeWithCallback.builder()
                .name(PREFIX + "store_records")
                .help("What is on record")
                .labelNames("kind")
                .callback(gauge -> {
                    gauge.call(facts().runs(), "run");
                    gauge.call(facts().verdicts(), "verdict");
                    gauge.call(facts().terminations(), "termination");
                    gauge.call(facts().events(), "event");
                })
                .register(registry);
        GaugeWithCallback.builder()
                .name(PREFIX + "pool_connections")
                .help("Connections to the store")
                .labelNames("state")
                .callback(gauge -> {
                    gauge.call(cached.sample().pool().active(), "active");
                    gauge.call(cached.sample().pool().idle(), "idle");
                })
                .register(registry);
        gauge("pool_limit_connections", "The most connections there may be", () ->
                (double) cached.sample().pool().most());
        gauge("pool_waiting_threads", "Threads that wait for a connection", () ->
                (double) cached.sample().pool().waiting());
    }

    private StoreFacts facts() {
        StoreFacts none = new StoreFacts(java.nio.file.Path.of(""), 0, 0, 0, 0, 0, 0, null);
        return cached.sample()
                .reported()
                .map(status -> Objects.requireNonNullElse(status.store(), none))
                .orElse(none);
    }

    private void each(Consumer<JobStatus> action) {
        cached.sample().jobs().forEach(action);
    }

    private void gauge(String name, String help, Supplier<Double> value) {
        GaugeWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .callback(gauge -> gauge.call(value.get()))
                .register(registry);
    }

    private void byJob(String name, String help, Consumer<GaugeWithCallback.Callback> values) {
        GaugeWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .labelNames(Metrics.JOB)
                .callback(values)
                .register(registry);
    }

    private static double seconds(Instant at) {
        return at.toEpochMilli() / 1000.0;
    }
}
