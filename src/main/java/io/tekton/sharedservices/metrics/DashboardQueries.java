package io.tekton.sharedservices.metrics;

import io.tekton.sharedservices.fleet.FleetHost;
import io.tekton.sharedservices.journal.Intervention;
import io.tekton.sharedservices.journal.query.History;
import io.tekton.sharedservices.journal.query.Leak;
import io.tekton.sharedservices.journal.query.RuleUse;
import io.tekton.sharedservices.journal.query.TerminationStory;
import io.tekton.sharedservices.journal.query.TrendQuery;
import io.tekton.sharedservices.journal.query.TrendStep;
import io.tekton.sharedservices.schedule.Firings;
import io.tekton.sharedservices.settings.SettingInForce;
import io.tekton.sharedservices.store.database.PoolFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * What dashboard and metrics show beyond what the commands ask. Called by many threads at once; whatever reads the
 * store throws {@link io.tekton.sharedservices.journal.AuditException} when that fails.
 */
public interface DashboardQueries {
    /** Empty where there is no termination of that sequence. */
    Optional<TerminationStory> termination(long sequence);

    /** The steps in which there was a run, oldest first. */
    List<TrendStep> trend(TrendQuery query);

    /** What live runs decided to end in this time, by its origin; in no order. */
    List<Leak> leaks(Instant since, Instant until);

    /** A sentence for each kind of process that came back after each of the last live runs. */
    List<String> recurring();

    /** The settings in force, in the order of listings; secrets are masked. */
    List<SettingInForce> settings();

    /** What each match rule, protect rule and owner named in the cleanups since this time. */
    List<RuleUse> rulesNamed(Instant since);

    /** When each job will run until then, by its name; a paused one never. */
    Map<String, Firings> plan(Instant until);

    /** From one run of each job to its next, by its name. */
    Map<String, Duration> intervals();

    /** How far the cleanup is that runs now; empty while none runs. */
    Optional<CleanupProgress.Step> progress();

    /** How long the next live cleanup must wait; zero if it may begin. */
    Duration hourLeft();

    /** Whether the settings make every run of a job a dry one. */
    boolean isDry(String job);

    /** All hosts; empty where this host is no keeper. */
    Optional<FleetPicture> fleet();

    /**
     * What live runs of all hosts decided to end in this time, by its origin; in no order. None where this host is no
     * keeper.
     *
     * @throws io.tekton.sharedservices.fleet.centre.CentreException if the centre cannot be asked
     */
    List<Leak> fleetLeaks(Instant since, Instant until);

    /**
     * Asks for the record of a host of the fleet.
     *
     * @return empty where this host is no keeper, or none of that name is enrolled
     * @throws io.tekton.sharedservices.fleet.centre.CentreException if the centre cannot be asked
     */
    <T> Optional<T> ofHost(String name, BiFunction<FleetHost, History, T> question);

    /** Requests of people to jobs, the newest first. */
    List<Intervention> interventions(int limit);

    /** More orphans than this in one run are a reason to warn. */
    int alertThreshold();

    /** Asks no database. */
    PoolFacts pool();
}
