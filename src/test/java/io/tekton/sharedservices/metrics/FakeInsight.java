package io.tekton.sharedservices.metrics;

import io.tekton.sharedservices.api.SampleRecords;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.fleet.FleetHost;
import io.tekton.sharedservices.fleet.HostState;
import io.tekton.sharedservices.fleet.centre.CentreException;
import io.tekton.sharedservices.journal.Intervention;
import io.tekton.sharedservices.journal.query.History;
import io.tekton.sharedservices.journal.query.Leak;
import io.tekton.sharedservices.journal.query.RuleUse;
import io.tekton.sharedservices.journal.query.TerminationStory;
import io.tekton.sharedservices.journal.query.TrendQuery;
import io.tekton.sharedservices.journal.query.TrendStep;
import io.tekton.sharedservices.schedule.Firings;
import io.tekton.sharedservices.settings.Origin;
import io.tekton.sharedservices.settings.SettingInForce;
import io.tekton.sharedservices.store.database.PoolFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Knows one of each. */
public class FakeInsight implements DashboardQueries {
    volatile TrendQuery asked;

    /** Of every host. */
    History record = History.EMPTY;

    @Override
    public Optional<TerminationStory> termination(long sequence) {
        return sequence == 7
                ? Optional.of(new TerminationStory(
                        SampleRecords.termination(),
                        SampleRecords.ended(),
                        List.of(SampleRecords.event(7, true)),
                        Map.of("orphan-cleanup.grace", "10s"),
                        SampleRecords.NOON))
                : Optional.empty();
    }

    @Override
    public List<TrendStep> trend(TrendQuery query) {
        asked = query;
        return List.of(new TrendStep(query.since(), 1, 2, 3, 4, 5, 6, 7));
    }

    @Override
    public Optional<FleetPicture> fleet() {
        return Optional.of(new FleetPicture(hosts(), null));
    }

    private static List<FleetHost> hosts() {
        Instant seen = Instant.parse("2026-11-23T10:00:00Z");
        return List.of(
                host("web-7", HostState.SILENT, "no heartbeat for 2m", seen), host("web-1", HostState.OK, null, seen));
    }

    @Override
    public List<Leak> fleetLeaks(Instant since, Instant until) {
        return leaks(since, until);
    }

    @Override
    public <T> Optional<T> ofHost(String name, BiFunction<FleetHost, History, T> question) {
        if (name.equals("away")) {
            throw new CentreException(CentreException.Kind.AWAY, "could not connect to the centre", null);
        }
        return hosts().stream()
                .filter(host -> host.name().equals(name))
                .findFirst()
                .map(host -> question.apply(host, record));
    }

    private static FleetHost host(String name, HostState state, @Nullable String why, Instant seen) {
        return new FleetHost(
                name,
                state,
                why,
                false,
                seen,
                name,
                "0.2.0",
                "62276de7967e",
                seen,
                "SUCCEEDED",
                2L,
                0,
                3,
                seen,
                40,
                43,
                12L,
                false,
                seen,
                "84e09691116bf25ec33d355a0a3af14f",
                "cfae22f154093fd5",
                seen,
                null);
    }

    @Override
    public List<Leak> leaks(Instant since, Instant until) {
        return List.of(
                new Leak("apollo", "op", "python3", "specialist", "agent", 7, 6, 1L << 40),
                new Leak("numa", "op", "python3", "specialist", null, 2, 2, 1 << 20),
                new Leak(null, null, "node", "wrapper", "agent", 1, 0, 0));
    }

    @Override
    public List<String> recurring() {
        return List.of("it came back");
    }

    @Override
    public List<SettingInForce> settings() {
        return List.of(new SettingInForce("orphan-cleanup.grace", "10s", new Origin.Default()));
    }

    @Override
    public List<RuleUse> rulesNamed(Instant since) {
        return List.of(new RuleUse("match", "specialist", 1L << 40, 1, SampleRecords.NOON, "20251029-120000-a1b2"));
    }

    @Override
    public Map<String, Firings> plan(Instant until) {
        return Map.of("orphan-cleanup", new Firings(List.of(SampleRecords.NOON), false));
    }

    @Override
    public Map<String, Duration> intervals() {
        return Map.of("orphan-cleanup", Duration.ofHours(6));
    }

    @Override
    public Optional<CleanupProgress.Step> progress() {
        return Optional.of(new CleanupProgress.Step(CleanupListener.Phase.WAITING, 2, 3));
    }

    @Override
    public Duration hourLeft() {
        return Duration.ofMinutes(7);
    }

    @Override
    public boolean isDry(String job) {
        return false;
    }

    @Override
    public List<Intervention> interventions(int limit) {
        return List.of(new Intervention(
                1,
                "host",
                SampleRecords.NOON,
                "op@dashboard-abc",
                Intervention.Action.PAUSE,
                "orphan-cleanup",
                "a reason",
                Intervention.Outcome.DONE,
                null));
    }

    @Override
    public int alertThreshold() {
        return 10;
    }

    @Override
    public PoolFacts pool() {
        return new PoolFacts(1, 2, 3, 5);
    }
}
