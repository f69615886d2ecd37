package io.tekton.sharedservices.daemon;

import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.cleanup.job.CleanupJob;
import io.tekton.sharedservices.cleanup.survey.NamedRules;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.fleet.FleetHost;
import io.tekton.sharedservices.journal.Intervention;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.query.History;
import io.tekton.sharedservices.journal.query.Leak;
import io.tekton.sharedservices.journal.query.Recurrence;
import io.tekton.sharedservices.journal.query.RuleUse;
import io.tekton.sharedservices.journal.query.TerminationStory;
import io.tekton.sharedservices.journal.query.TrendQuery;
import io.tekton.sharedservices.journal.query.TrendStep;
import io.tekton.sharedservices.metrics.CleanupProgress;
import io.tekton.sharedservices.metrics.DashboardQueries;
import io.tekton.sharedservices.metrics.FleetPicture;
import io.tekton.sharedservices.runtime.JobDescription;
import io.tekton.sharedservices.runtime.RuntimeContext;
import io.tekton.sharedservices.runtime.ServiceRuntime;
import io.tekton.sharedservices.schedule.Firings;
import io.tekton.sharedservices.schedule.JobStatus;
import io.tekton.sharedservices.schedule.due.Schedule;
import io.tekton.sharedservices.settings.SettingInForce;
import io.tekton.sharedservices.store.database.PoolFacts;
import io.tekton.sharedservices.store.record.SqlAuditReader;
import io.tekton.sharedservices.store.record.SqlSettingsInForce.InForce;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** What the running daemon shows beyond what the commands ask. */
record DaemonDashboardQueries(ServiceRuntime runtime, LiveSettings live, FleetMember member)
        implements DashboardQueries {
    /** A time line shows no more marks than this. */
    private static final int MOST_FIRINGS = 100;

    /** Records what applies from now on. */
    static void remember(RuntimeContext context, ServiceSettings settings) {
        Map<String, String> values = new LinkedHashMap<>();
        for (SettingInForce setting : settings.all().inForce()) {
            String value = setting.value();
            if (value != null) {
                values.put(setting.key(), value);
            }
        }
        context.store()
                .settingsInForce(context.host(), context.table().bootId())
                .remember(context.clock().instant(), values);
    }

    @Override
    public Optional<FleetPicture> fleet() {
        return member.picture();
    }

    @Override
    public List<Leak> fleetLeaks(Instant since, Instant until) {
        return member.asked(records -> records.leaks(since, until)).orElse(List.of());
    }

    @Override
    public <T> Optional<T> ofHost(String name, BiFunction<FleetHost, History, T> question) {
        return member.ofHost(name, question);
    }

    @Override
    public Optional<TerminationStory> termination(long sequence) {
        return runtime.context().reader().termination(sequence).flatMap(this::story);
    }

    private Optional<TerminationStory> story(Termination termination) {
        Optional<Run> run = runtime.context().reader().run(termination.runId());
        if (run.isEmpty()) {
            return Optional.empty();
        }
        Optional<InForce> then = runtime.context()
                .store()
                .settingsInForce(
                        runtime.context().host(), runtime.context().table().bootId())
                .at(run.get().startedAt());
        return Optional.of(new TerminationStory(
                termination,
                run.get(),
                runtime.context()
                        .reader()
                        .eventsOf(termination.runId(), termination.verdict().identity()),
                then.map(InForce::settings).orElse(Map.of()),
                then.map(InForce::since).orElse(null)));
    }

    @Override
    public List<TrendStep> trend(TrendQuery query) {
        return runtime.context().reader().trend(query);
    }

    @Override
    public List<Leak> leaks(Instant since, Instant until) {
        return runtime.context().reader().leaks(since, until);
    }

    @Override
    public List<String> recurring() {
        return Recurrence.warnings(
                runtime.context().reader(), OrphanCleanup.JOB, runtime.context().host());
    }

    @Override
    public List<SettingInForce> settings() {
        return live.now().all().inForce();
    }

    @Override
    public List<RuleUse> rulesNamed(Instant since) {
        SqlAuditReader reader = runtime.context().reader();
        List<RuleUse> named = new ArrayList<>(reader.rulesNamed(OrphanCleanup.JOB, since));
        Map<String, RuleUse> others = new LinkedHashMap<>();
        for (RuleUse use : reader.explanationsNamingRules(OrphanCleanup.JOB, since)) {
            String protect = NamedRules.protect(use.rule());
            if (protect != null) {
                others.merge("protect " + protect, use.of("protect", protect), RuleUse::plus);
            }
            for (String owner : NamedRules.owners(use.rule())) {
                others.merge("owner " + owner, use.of("owner", owner), RuleUse::plus);
            }
        }
        named.addAll(others.values());
        return named;
    }

    @Override
    public Map<String, Firings> plan(Instant until) {
        Map<String, Firings> plan = new LinkedHashMap<>();
        for (JobStatus job : runtime.scheduler().status()) {
            plan.put(job.name(), Firings.of(schedule(job.name()), job.nextDue(), until, MOST_FIRINGS));
        }
        return plan;
    }

    @Override
    public Map<String, Duration> intervals() {
        Map<String, Duration> intervals = new LinkedHashMap<>();
        for (JobStatus job : runtime.scheduler().status()) {
            intervals.put(
                    job.name(),
                    Firings.interval(
                            schedule(job.name()), runtime.context().clock().instant()));
        }
        return intervals;
    }

    @Override
    public Optional<CleanupProgress.Step> progress() {
        return runtime.job(CleanupJob.class).progress().now();
    }

    @Override
    public Duration hourLeft() {
        return runtime.job(CleanupJob.class).hourLeft(live.now());
    }

    @Override
    public boolean isDry(String job) {
        return description(job).dryRun().test(live.now());
    }

    private Schedule schedule(String job) {
        return description(job).section().apply(live.now()).schedule();
    }

    private JobDescription description(String job) {
        return runtime.job(job).orElseThrow().description();
    }

    @Override
    public List<Intervention> interventions(int limit) {
        return runtime.context().interventions().newest(limit);
    }

    @Override
    public int alertThreshold() {
        return live.now().cleanup().alertThreshold();
    }

    @Override
    public PoolFacts pool() {
        return runtime.context().store().pool();
    }
}
