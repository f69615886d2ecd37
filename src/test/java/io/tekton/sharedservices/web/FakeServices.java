package io.tekton.sharedservices.web;

import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.api.DaemonStatus;
import io.tekton.sharedservices.api.Health;
import io.tekton.sharedservices.api.JobAnswer;
import io.tekton.sharedservices.api.JobStatus;
import io.tekton.sharedservices.api.RegistryStatus;
import io.tekton.sharedservices.api.ReloadAnswer;
import io.tekton.sharedservices.api.SampleRecords;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.api.SyncOrder;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.cleanup.survey.Suspects;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.Intervention;
import io.tekton.sharedservices.journal.RecordedSettingChange;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.History;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import io.tekton.sharedservices.metrics.FakeInsight;
import io.tekton.sharedservices.registry.RegistryMemory;
import io.tekton.sharedservices.store.StoreFacts;
import io.tekton.sharedservices.store.record.PurgeReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A daemon that knows a handful of records, and remembers what it was asked. */
public class FakeServices implements SharedServices {
    public final List<Object> asked = Collections.synchronizedList(new ArrayList<>());

    public volatile Health health = Health.OK;
    volatile JobAnswer jobAnswer = new JobAnswer.Done(PAUSED);
    volatile ReloadAnswer reloadAnswer = new ReloadAnswer.InForce(List.of());
    volatile Suspects suspects = new Suspects(7, List.of(), List.of());
    volatile Explanation.Answer explanation = new Explanation.Answer.NoSuchProcess();
    static final PurgeReport PURGED = new PurgeReport(1, 22, 333, 4444, 55_555, true, 666_666, 7_777_777);

    volatile ChainCheck check = new ChainCheck.Intact(30, "abc", 20, 21);
    /** Also a checked one, as a fault of the program may throw it past the signatures. */
    public volatile @Nullable Exception failure;

    volatile SyncReport syncReport = SYNC;
    volatile Cleanup cleanup = (order, stop, listener) -> REPORT;

    /** How it cleans up. */
    interface Cleanup {
        CleanupReport run(CleanupOrder order, StopFlag stop, CleanupListener listener);
    }

    static final CleanupReport REPORT =
            new CleanupReport(SampleRecords.ended(), List.of(SampleRecords.orphan(), SampleRecords.spared()), true);

    static final SyncReport SYNC =
            new SyncReport(SampleRecords.synced(), SampleRecords.plan(), List.of("two entries for \"apollo\""), true);

    static final JobStatus PAUSED = new JobStatus(
            "orphan-cleanup",
            "every 6h",
            true,
            new JobStatus.Pause(SampleRecords.NOON, "op@command-line", "a reason"),
            SampleRecords.ended(),
            null,
            null,
            new JobStatus.Repair(SampleRecords.NOON, "it was missing"),
            null);

    static final JobStatus OFF = new JobStatus(
            "config-sync",
            "every 30s",
            false,
            null,
            null,
            SampleRecords.NOON,
            "TEKTON_ROOT is not set",
            new JobStatus.Repair(SampleRecords.NOON, "it was late"),
            new JobStatus.Ticks(1L << 40, SampleRecords.NOON));

    static final StoreFacts FACTS =
            new StoreFacts(Path.of("/a b/store.mv.db"), 1L << 40, 1, 2, 3, 4, 5, SampleRecords.NOON);

    static final List<RecordedSettingChange> SETTING_CHANGES = List.of(
            new RecordedSettingChange(
                    SampleRecords.NOON, "op@command-line", "/a b/quartz.properties:7", "web.port", "8377", "0"),
            new RecordedSettingChange(SampleRecords.NOON, "file watch", "default", "redact.badge", null, "***"),
            new RecordedSettingChange(SampleRecords.NOON, "SIGHUP", "default", "redact.badge", "***", null));

    static final Status STATUS = new Status(
            DaemonStatus.running(42, SampleRecords.NOON, "0.1.0", "http://127.0.0.1:8377"),
            List.of(PAUSED, OFF),
            new RegistryStatus(false, 0, List.of(Path.of("/r.json")), List.of(), "registry-missing", "it is not there"),
            FACTS,
            List.of("a warning"));

    Status status = STATUS;

    private <T> T answer(Object question, T answer) {
        asked.add(question);
        Exception wanted = failure;
        if (wanted != null) {
            throwUnchecked(wanted);
        }
        return answer;
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> void throwUnchecked(Exception failure) throws E {
        throw (E) failure;
    }

    @Override
    public Health health() {
        return health;
    }

    @Override
    public Status status() {
        return answer("status", status);
    }

    @Override
    public List<JobStatus> jobs() {
        return answer("jobs", List.of(PAUSED, OFF));
    }

    @Override
    public JobAnswer trigger(String job, boolean force, @Nullable String reason, String actor) {
        return answer("trigger " + job + " " + force + " " + (reason == null ? "" : reason + " ") + actor, jobAnswer);
    }

    @Override
    public JobAnswer pause(String job, @Nullable String reason, String actor) {
        return answer("pause " + job + " " + reason + " " + actor, jobAnswer);
    }

    @Override
    public JobAnswer resume(String job, String actor) {
        return answer("resume " + job + " " + actor, jobAnswer);
    }

    @Override
    public ReloadAnswer reload(String actor) {
        return answer("reload " + actor, reloadAnswer);
    }

    @Override
    public String host() {
        return "höst";
    }

    @Override
    public History history() {
        return new History() {
            @Override
            public List<Run> runs(RunQuery query) {
                return answer(query, List.of(SampleRecords.running(), SampleRecords.ended()));
            }

            @Override
            public Optional<Run> run(String id) {
                return Stream.of(SampleRecords.ended(), SampleRecords.synced())
                        .filter(run -> run.id().equals(id))
                        .findFirst();
            }

            @Override
            public List<RecordedVerdict> verdicts(String runId) {
                return List.of(SampleRecords.orphan(), SampleRecords.spared());
            }

            @Override
            public Optional<SyncRecord> sync(String runId) {
                return Optional.of(SampleRecords.plan())
                        .filter(plan -> runId.equals(SampleRecords.synced().id()));
            }

            @Override
            public List<Termination> terminations(TerminationQuery query) {
                return answer(query, List.of(SampleRecords.termination(), SampleRecords.open()));
            }
        };
    }

    @Override
    public CleanupReport cleanup(CleanupOrder order, StopFlag stop, CleanupListener listener) {
        answer(order, order);
        return cleanup.run(order, stop, listener);
    }

    @Override
    public SyncReport sync(SyncOrder order, StopFlag stop) {
        return answer(order, syncReport);
    }

    @Override
    public Explanation.Answer explain(int pid, ClientContext asker) {
        asked.add(asker);
        return answer("explain " + pid, explanation);
    }

    @Override
    public Suspects suspects(ClientContext asker) {
        asked.add(asker);
        return answer("suspects", suspects);
    }

    @Override
    public List<AuditEvent> eventsAfter(long sequence, int limit) {
        return answer(
                "events " + sequence + " " + limit,
                List.of(SampleRecords.event(sequence + 1, true), SampleRecords.event(sequence + 2, false)));
    }

    @Override
    public ChainCheck verifyChain() {
        return answer("verify", check);
    }

    @Override
    public List<RecordedSettingChange> settingChanges(int limit) {
        return answer("setting changes " + limit, SETTING_CHANGES);
    }

    @Override
    public List<Intervention> interventions(int limit) {
        return new FakeInsight().interventions(limit);
    }

    @Override
    public RegistryMemory registryMemory() {
        return new RegistryMemory() {
            @Override
            public boolean wasRead(Path file) {
                return answer("was read " + file, file.endsWith("known & read.json"));
            }

            @Override
            public void remember(Collection<Path> files) {
                answer("remember " + files, files);
            }
        };
    }

    @Override
    public StoreFacts storeFacts() {
        return answer("facts", FACTS);
    }

    @Override
    public Run restoreLeftovers(String what, String actor) {
        return answer("restore " + what + " " + actor, SampleRecords.ended());
    }

    @Override
    public PurgeReport purge(String actor, ClientContext asker) {
        asked.add(asker);
        return answer("purge " + actor, PURGED);
    }

    @Override
    public void backup(Path target) {
        answer("backup " + target, target);
    }

    @Override
    public void agree(ClientContext asker) {
        answer(asker, asker);
    }

    @Override
    public void close() {}
}
