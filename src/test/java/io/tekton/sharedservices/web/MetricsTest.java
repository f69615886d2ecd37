package io.tekton.sharedservices.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.api.FleetStatus;
import io.tekton.sharedservices.api.KeeperStatus;
import io.tekton.sharedservices.api.SampleRecords;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.AuditLog;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.TerminationEvent;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.leftover.LeftoverAction;
import io.tekton.sharedservices.journal.leftover.LeftoverLog;
import io.tekton.sharedservices.journal.leftover.LeftoverRecord;
import io.tekton.sharedservices.journal.leftover.RecordedLeftover;
import io.tekton.sharedservices.metrics.FakeInsight;
import io.tekton.sharedservices.metrics.Instrumentation;
import io.tekton.sharedservices.schedule.ScheduledJob;
import io.tekton.sharedservices.schedule.due.ClockReading;
import io.tekton.sharedservices.schedule.due.NextRun;
import io.tekton.sharedservices.schedule.due.Schedule;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scraper gets. */
class MetricsTest {
    @TempDir
    private Path folder;

    private final FakeServices services = new FakeServices();
    private final Instrumentation activity = new Instrumentation();
    private RunningServer running;

    @BeforeEach
    void start() throws IOException {
        running = RunningServer.with(services, new FakeInsight(), activity, Clock.systemUTC(), folder);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private String scraped() throws IOException {
        return body(running.asked("GET", "/metrics"));
    }

    private String scrapedByAStranger(String... more) throws IOException {
        return running.raw(
                "GET /metrics HTTP/1.1",
                "Host: 127.0.0.1:" + running.port(),
                "Connection: close",
                String.join("\r\n", more.length == 0 ? new String[] {"X-Nothing: more"} : more));
    }

    private static String body(String answer) {
        assertThat(answer).startsWith("HTTP/1.1 200 ").containsIgnoringCase("Content-Type: text/plain; version=0.0.4");
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    /** A log that writes nowhere. */
    private static class NowhereLog implements AuditLog {
        @Override
        public void begin(Run run) {}

        @Override
        public void decide(String runId, List<RecordedVerdict> verdicts, List<TerminationEvent.Intended> intents) {}

        @Override
        public void plan(String runId, SyncRecord plan) {}

        @Override
        public void append(String runId, List<? extends TerminationEvent> events) {}

        @Override
        public void finish(Run run) {}
    }

    private void oneCleanup() {
        AuditLog log = activity.watched(new NowhereLog());
        Run run = SampleRecords.running();
        log.begin(run);
        log.decide(run.id(), List.of(SampleRecords.orphan(), SampleRecords.spared()), List.of());
        log.append(
                run.id(),
                List.of(
                        new TerminationEvent.Signalled(
                                SampleRecords.PROCESS, SampleRecords.NOON, TerminationSignal.TERM),
                        new TerminationEvent.Signalled(
                                SampleRecords.PROCESS, SampleRecords.NOON, TerminationSignal.KILL),
                        new TerminationEvent.Ended(
                                SampleRecords.PROCESS, SampleRecords.NOON, TerminationResult.KILLED, 12L, null)));
        log.finish(run.ended(
                run.startedAt().plusMillis(1500),
                RunOutcome.SUCCEEDED,
                null,
                null,
                SampleRecords.ended().counts()));
    }

    @Test
    void aRunThatOnlyRepeatsAnotherIsOneMoreRun() throws IOException {
        Run first = SampleRecords.running()
                .ended(SampleRecords.NOON.plusSeconds(1), RunOutcome.REFUSED, "registry-missing", null, RunCounts.NONE);
        AuditLog log = activity.watched(new NowhereLog() {
            @Override
            public Run finishOrRepeat(Run run) {
                return first.repeatedBy(run);
            }
        });

        for (int run = 0; run < 3; run++) {
            log.begin(SampleRecords.running());
            assertThat(log.finishOrRepeat(first).repeats()).isEqualTo(1);
        }

        assertThat(scraped()).containsPattern("shared_services_runs_total\\{[^}]*outcome=\"REFUSED\"[^}]*} 3.0");
    }

    @Test
    void everyMetricThatIsPromisedIsThere() throws IOException {
        oneCleanup();

        assertThat(scraped())
                .contains(
                        "shared_services_runs_total{job_name=\"config-sync\"",
                        "shared_services_run_duration_seconds_bucket{job_name=\"config-sync\",le=\"2.0\"} 1",
                        "shared_services_run_duration_seconds_sum{job_name=\"config-sync\"} 1.5",
                        "shared_services_last_success_timestamp_seconds{job_name=\"orphan-cleanup\"}",
                        "shared_services_next_run_timestamp_seconds{job_name=\"config-sync\"}",
                        "shared_services_interval_seconds{job_name=\"orphan-cleanup\"} 21600.0",
                        "shared_services_job_paused{job_name=\"orphan-cleanup\"} 1.0",
                        "shared_services_consecutive_refusals{job_name=",
                        "shared_services_last_run_orphans{job_name=\"orphan-cleanup\"}",
                        "shared_services_orphans_total{component=",
                        "shared_services_verdicts_total{rule=",
                        "shared_services_terminations_total{result=\"KILLED\",signal=\"TERM+KILL\"} 1.0",
                        "shared_services_recheck_vetoes_total 0.0",
                        "shared_services_freed_memory_bytes_total{job_name=",
                        "shared_services_ended_cpu_seconds_total{job_name=",
                        "shared_services_scan_seconds_count 0",
                        "shared_services_sync_latency_seconds_count 0",
                        "shared_services_flag_claims_total 1.0",
                        "shared_services_pool_connections{state=\"active\"} 1.0",
                        "shared_services_pool_waiting_threads 3.0",
                        "shared_services_store_size_bytes 1.099511627776E12",
                        "shared_services_store_errors_total 0.0",
                        "shared_services_store_up 1.0",
                        "shared_services_build_info{",
                        "version=\"0.1.0\"",
                        "shared_services_warnings 1.0",
                        "shared_services_alert_threshold_orphans 10.0",
                        "jvm_memory_used_bytes",
                        "process_start_time_seconds")
                .doesNotContain("pid=");
    }

    @Test
    void aStrangerDoesNotSeeWhenAJobIsDueNext() throws IOException {
        String wrong = "Authorization: Bearer " + "0".repeat(64);
        for (String answer : List.of(scrapedByAStranger(), scrapedByAStranger(wrong))) {
            assertThat(body(answer))
                    .contains("shared_services_last_success_timestamp_seconds", "shared_services_job_paused")
                    .doesNotContain("next_run");
        }
        assertThat(scraped()).contains("shared_services_next_run_timestamp_seconds{job_name=\"config-sync\"}");
    }

    @Test
    void withTheSettingTokenAStrangerSeesNothing() throws IOException {
        running.close();
        running = RunningServer.withMetricsByTokenAlone(new FakeServices(), folder);

        assertThat(scrapedByAStranger()).startsWith("HTTP/1.1 401 ").doesNotContain("shared_services_");
        assertThat(scrapedByAStranger("Authorization: Bearer " + "0".repeat(64)))
                .startsWith("HTTP/1.1 401 ");
        assertThat(running.askedBy(running.session(), "/metrics")).startsWith("HTTP/1.1 200 ");
        assertThat(scraped()).contains("shared_services_next_run_timestamp_seconds");
    }

    @Test
    void refusalsCountByTheirReasonAndVetoesByThemselves() throws IOException {
        AuditLog log = activity.watched(new NowhereLog());
        Run run = SampleRecords.running();
        log.begin(run.ended(run.startedAt(), RunOutcome.REFUSED, "registry-missing", "it is not there", run.counts()));
        log.append(
                run.id(),
                List.of(new TerminationEvent.Ended(
                        SampleRecords.PROCESS, SampleRecords.NOON, TerminationResult.SPARED_ON_RECHECK, null, null)));

        assertThat(scraped())
                .contains("shared_services_refusals_total{job_name=\"config-sync\",reason=\"registry-missing\"} 1.0")
                .contains("shared_services_recheck_vetoes_total 1.0")
                .contains("shared_services_terminations_total{result=\"SPARED_ON_RECHECK\",signal=\"none\"} 1.0");
    }

    @Test
    void whatAProcessUsedCountsOnceWhenASignalOfOursEndedIt() throws IOException {
        AuditLog log = activity.watched(new NowhereLog());
        Run run = SampleRecords.running();
        log.begin(run);
        log.decide(run.id(), List.of(SampleRecords.orphan().withoutResult(), SampleRecords.spared()), List.of());
        TerminationEvent.Ended killed = new TerminationEvent.Ended(
                SampleRecords.PROCESS, SampleRecords.NOON, TerminationResult.KILLED, 12L, null);

        log.append(run.id(), List.of(killed));
        log.append(run.id(), List.of(killed));

        assertThat(scraped())
                .contains("shared_services_freed_memory_bytes_total{job_name=\"config-sync\"} 5.0E9")
                .contains("shared_services_ended_cpu_seconds_total{job_name=\"config-sync\"} 61.23");
    }

    @Test
    void whatWasSparedInTheEndFreedNothing() throws IOException {
        AuditLog log = activity.watched(new NowhereLog());
        Run run = SampleRecords.running();
        log.begin(run);
        log.decide(run.id(), List.of(SampleRecords.orphan().withoutResult()), List.of());

        log.append(
                run.id(),
                List.of(new TerminationEvent.Ended(
                        SampleRecords.PROCESS, SampleRecords.NOON, TerminationResult.SPARED_ON_RECHECK, null, null)));

        assertThat(scraped()).doesNotContain("shared_services_freed_memory_bytes_total{job_name=\"config-sync\"}");
    }

    private static final class NowhereLeftovers implements LeftoverLog {
        @Override
        public LeftoverRecord of(String runId) {
            return new LeftoverRecord(List.of(), List.of());
        }

        @Override
        public void judge(String runId, List<RecordedLeftover> judged) {}

        @Override
        public void intend(List<LeftoverAction> actions) {}

        @Override
        public void settle(List<LeftoverAction> actions) {}

        @Override
        public List<LeftoverAction> kept() {
            return List.of();
        }

        @Override
        public void settleOpen(Function<LeftoverAction, LeftoverAction> seenNow) {}
    }

    @Test
    void onlyWhatWasDoneWithLeftoversCounts() throws IOException {
        LeftoverAction moved = new LeftoverAction(
                "run",
                1,
                LeftoverAction.Kind.QUARANTINE,
                "/tmp/a.lock",
                "/tmp/q/run.1",
                "file",
                "lock",
                1,
                2,
                4096,
                1,
                null,
                SampleRecords.NOON,
                null,
                null,
                null);
        LeftoverLog log = activity.counted(new NowhereLeftovers());

        log.settle(List.of(
                moved.settled(SampleRecords.NOON, LeftoverAction.Result.DONE, null),
                moved.settled(SampleRecords.NOON, LeftoverAction.Result.NOT_DONE, "spared")));

        assertThat(scraped())
                .contains(
                        "shared_services_leftover_bytes_total{action=\"QUARANTINE\"} 4096.0",
                        "shared_services_leftover_bytes_total{action=\"DELETE\"} 0.0");
    }

    @Test
    void aWriteThatFailsIsAnErrorAndNoCount() throws IOException {
        AuditLog log = activity.watched(new NowhereLog() {
            @Override
            public void begin(Run run) {
                throw new AuditException("the disk is full");
            }
        });

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> log.begin(SampleRecords.running()))
                .isInstanceOf(AuditException.class);

        assertThat(scraped())
                .contains("shared_services_store_errors_total 1.0")
                .doesNotContain("shared_services_runs_total{");
    }

    @Test
    void aStoreThatCannotBeReadStillLeavesMetrics() throws IOException {
        services.failure = new AuditException("the store is gone");

        assertThat(scraped()).contains("shared_services_store_up 0.0", "jvm_memory_used_bytes");
    }

    @Test
    void strangersWhoScrapeOftenAskTheStoreOnce() throws IOException {
        for (int i = 0; i < 20; i++) {
            scraped();
        }

        assertThat(services.asked.stream().filter("status"::equals)).hasSizeLessThan(20);
    }

    @Test
    void everySeriesOfTheProgramBeginsAtZeroSoThatItsFirstGrowthIsSeen() throws IOException {
        activity.counted(job("orphan-cleanup"));

        assertThat(scraped())
                .contains(
                        "shared_services_terminations_total{result=\"SURVIVED\",signal=\"TERM+KILL\"} 0.0",
                        "shared_services_terminations_total{result=\"DENIED\",signal=\"none\"} 0.0",
                        "shared_services_runs_total{job_name=\"orphan-cleanup\",outcome=\"FAILED\",trigger=\"SCHEDULE\"} 0.0",
                        "shared_services_refusals_total{job_name=\"orphan-cleanup\",reason=\"registry-missing\"} 0.0",
                        "shared_services_run_duration_seconds_count{job_name=\"orphan-cleanup\"} 0",
                        "shared_services_verdicts_total{rule=\"unregistered\"} 0.0",
                        "shared_services_freed_memory_bytes_total{job_name=\"orphan-cleanup\"} 0.0",
                        "shared_services_ended_cpu_seconds_total{job_name=\"orphan-cleanup\"} 0.0",
                        "shared_services_ticks_total{job_name=\"orphan-cleanup\"} 0.0");
    }

    private static ScheduledJob job(String name) {
        return new ScheduledJob() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Schedule schedule() {
                throw new UnsupportedOperationException();
            }

            @Override
            public NextRun due(ClockReading moment) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Optional<Run> run(Trigger trigger, String actor, StopFlag stop) {
                return Optional.empty();
            }
        };
    }

    @Test
    void noLabelIsOneThatPrometheusReserves() throws IOException {
        oneCleanup();

        assertThat(scraped()).doesNotContainPattern("[{,](job|instance)=");
    }

    @Test
    void promtoolFindsNothingToSayAboutThem() throws IOException, InterruptedException {
        oneCleanup();

        assertThat(promtool(scraped(), "check", "metrics")).isEmpty();
    }

    @Test
    void promtoolPassesTheAlertRulesAndTheirTests() throws IOException, InterruptedException {
        assertThat(promtool("", "check", "rules", "packaging/prometheus/alerts.yml"))
                .contains("SUCCESS");
        assertThat(promtool("", "check", "config", "packaging/prometheus/scrape.yml"))
                .contains("SUCCESS");
        assertThat(promtool("", "test", "rules", "packaging/prometheus/alerts.test.yml"))
                .contains("SUCCESS");
    }

    /** What it says; it must not fail. */
    private static String promtool(String input, String... arguments) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/promtool")), "promtool is not installed: /usr/bin/promtool");
        List<String> command = new ArrayList<>(List.of("/usr/bin/promtool"));
        command.addAll(List.of(arguments));
        Process promtool = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream in = promtool.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor()).as(said).isZero();
        return said;
    }

    /** Of a keeper whose oldest unshipped event is a minute old. */
    private static Status ofAKeeper() {
        Instant now = Instant.now();
        Status status = FakeServices.STATUS;
        KeeperStatus keeper = new KeeperStatus(true, now, 12, 3, 2, 1, 4, null);
        return new Status(
                status.daemon(),
                status.jobs(),
                status.registry(),
                status.store(),
                new FleetStatus("forked", "db:5432", "a", now, 7, now.minusSeconds(60), 1500L, keeper, null),
                List.of());
    }

    @Test
    void aKeeperSaysWhatWaitsAndHowManyHostsAreUnwell() throws IOException {
        assertThat(scraped()).doesNotContain("shared_services_fleet_hosts{", "shared_services_fleet_forked ");
        running.close();
        services.status = ofAKeeper();
        running = RunningServer.with(services, new FakeInsight(), activity, Clock.systemUTC(), folder);

        String scraped = scraped();

        assertThat(scraped)
                .contains(
                        "shared_services_fleet_hosts{state=\"all\"} 12.0",
                        "shared_services_fleet_hosts{state=\"silent\"} 3.0",
                        "shared_services_fleet_hosts{state=\"forked\"} 2.0",
                        "shared_services_fleet_hosts{state=\"lagging\"} 1.0",
                        "shared_services_fleet_hosts{state=\"broken\"} 4.0",
                        "shared_services_fleet_keeper_working 1.0",
                        "shared_services_fleet_forked 1.0",
                        "shared_services_fleet_connected 0.0",
                        "shared_services_fleet_unshipped_events 7.0",
                        "shared_services_fleet_clock_ahead_seconds 1.5");
        assertThat(scraped).containsPattern("(?m)^shared_services_fleet_unshipped_age_seconds 6\\d\\.");
    }

    @Test
    void alertsAndGrafanaNameOnlyMetricsThatThereAre() throws IOException {
        services.status = ofAKeeper();
        oneCleanup();
        Set<String> known = new TreeSet<>();
        scraped().lines().filter(line -> line.startsWith("# TYPE ")).forEach(line -> {
            String name = line.split(" ")[2];
            known.addAll(List.of(name, name + "_bucket", name + "_count", name + "_sum"));
        });
        // Nothing was refused in that one cleanup.
        known.add("shared_services_refusals_total");
        Set<String> named = new TreeSet<>();
        for (String file : List.of("packaging/prometheus/alerts.yml", "packaging/grafana/shared-services.json")) {
            Matcher name =
                    Pattern.compile("(?:shared_services|jvm|process)_[a-z_]+").matcher(Files.readString(Path.of(file)));
            while (name.find()) {
                named.add(name.group());
            }
        }

        assertThat(named).hasSizeGreaterThan(15);
        assertThat(known).containsAll(named);
    }
}
