package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.configsync.file.ConfigFile;
import io.tekton.sharedservices.configsync.file.Failpoints.Step;
import io.tekton.sharedservices.configsync.file.PreparedWrite;
import io.tekton.sharedservices.configsync.file.SyncFailure;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.text.Causes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One sync or undo from its first check to its last record. The new content is planned again from what is in place, at
 * most {@value #MOST_TRIES} times, since people may save at any moment. It goes on record, durably, before each try.
 * For one thread, for one run.
 */
final class SyncRun {
    static final int MOST_TRIES = 5;

    /** Time for somebody who is saving to come to the end; doubled with each try. */
    private static final Duration BEFORE_NEXT_TRY = Duration.ofMillis(10);

    private final SyncParts parts;
    private final StopFlag stop;
    private final Run run;
    private final Work work;
    private final Set<String> notices = new LinkedHashSet<>();

    private boolean begun;
    private @Nullable SyncRecord plan;

    SyncRun(SyncParts parts, StopFlag stop, Run run, Work work) {
        this.parts = parts;
        this.stop = stop;
        this.run = run;
        this.work = work;
    }

    /** What a run is to put in the configuration's place, and what goes before and after. */
    interface Work {
        /**
         * What must be known before any plan.
         *
         * @return what people should know of, in words
         */
        List<String> prepare() throws SyncFailure;

        /** Empty if there is nothing to do and nothing to report. */
        boolean isCalledFor();

        /** What is in place now, and what is to take its place. */
        Draft draft() throws SyncFailure;

        /** Once, when the outcome is on record. */
        List<String> settled();

        /** The sentence on success; may be null. */
        default @Nullable String message() {
            return null;
        }
    }

    SyncReport execute() {
        try {
            return attempted();
        } catch (SyncFailure e) {
            return failed(e);
        } catch (AuditException e) {
            return failed(new SyncFailure(
                    SyncFailure.STORE_UNWRITABLE,
                    "the sync could not be put on record, so the configuration was left as it is: " + Causes.of(e),
                    e));
        } catch (RuntimeException | Error e) {
            parts.log().failure(run, "the run failed", e);
            return failed(new SyncFailure(SyncFailure.INTERNAL_ERROR, Causes.of(e), e));
        }
    }

    private SyncReport attempted() throws SyncFailure {
        mustGoOn();
        notices.addAll(work.prepare());
        if (!work.isCalledFor()) {
            return uncalledFor();
        }
        for (int tries = 1; ; tries++) {
            mustGoOn();
            Draft draft = work.draft();
            plan = draft.record();
            notices.addAll(draft.warnings());
            SyncFailure held = draft.heldBack();
            if (held != null && held.reason().equals(SyncFailure.WAITING)) {
                return waiting(held);
            } else if (held != null) {
                throw held;
            }
            mustGoOn();
            if (run.dryRun() || draft.isEmpty()) {
                return withoutWriting(draft);
            }
            PreparedWrite.Written written = write(draft);
            if (written == PreparedWrite.Written.DONE) {
                return succeeded();
            }
            if (tries == MOST_TRIES) {
                throw contended(written);
            }
            stop.await(BEFORE_NEXT_TRY.multipliedBy(1L << (tries - 1)));
        }
    }

    private SyncReport withoutWriting(Draft draft) {
        Optional<Run> repeated = begun ? Optional.empty() : parts.repeats().ofDryRun(run, draft.record());
        if (repeated.isPresent()) {
            return repeating(repeated.get());
        }
        record(draft);
        return succeeded();
    }

    /** On record before it is put in place; a write that cannot be prepared needs no record for each try. */
    private PreparedWrite.Written write(Draft draft) throws SyncFailure {
        if (!begun && parts.repeats().isAfterFailedWrite(run)) {
            PreparedWrite.Written rehearsed = rehearse(draft);
            if (rehearsed != PreparedWrite.Written.DONE) {
                return rehearsed;
            }
        }
        return writeOnRecord(draft);
    }

    /**
     * What failed between record and outcome would leave a record with every try: so what is in place is replaced by
     * its like first.
     */
    private PreparedWrite.Written rehearse(Draft draft) throws SyncFailure {
        if (draft.in() instanceof ConfigFile.Content.Absent) {
            return PreparedWrite.Written.DONE;
        }
        List<String> heard = new ArrayList<>();
        try (PreparedWrite prepared = parts.config().rehearse(draft.in(), run.id())) {
            PreparedWrite.Written checked = prepared.check();
            return checked == PreparedWrite.Written.DONE ? prepared.putInPlace(heard) : checked;
        } finally {
            notices.addAll(heard);
        }
    }

    private PreparedWrite.Written writeOnRecord(Draft draft) throws SyncFailure {
        List<String> heard = new ArrayList<>();
        try (PreparedWrite prepared = draft.prepare(parts.config(), run.id())) {
            PreparedWrite.Written checked = prepared.check();
            if (checked != PreparedWrite.Written.DONE) {
                return checked;
            }
            mustGoOn();
            record(draft);
            return prepared.putInPlace(heard);
        } finally {
            notices.addAll(heard);
        }
    }

    private void record(Draft draft) {
        begin();
        parts.audit().plan(run.id(), draft.record());
        parts.steps().reached(Step.PLAN_RECORDED);
        parts.log().planned(run, draft.record().changes());
    }

    private SyncFailure contended(PreparedWrite.Written written) {
        return new SyncFailure(
                SyncFailure.CONFIG_CONTENDED,
                "the configuration file " + parts.config().path()
                        + (written == PreparedWrite.Written.BEING_WRITTEN
                                ? " is open for writing in another program"
                                : " was saved by others while it was to be replaced")
                        + ", " + MOST_TRIES + " times in a row; what they saved was left in place");
    }

    private void mustGoOn() throws SyncFailure {
        if (stop.isRaised()) {
            throw new SyncFailure(
                    SyncFailure.STOPPED, "the run was stopped before the configuration was written; its flag stays");
        }
    }

    private void begin() {
        if (!begun) {
            parts.audit().begin(run);
            begun = true;
            parts.repeats().recorded();
            parts.steps().reached(Step.RUN_BEGUN);
        }
    }

    /** Nothing to do: no record. */
    private SyncReport uncalledFor() {
        Run skipped = run.ended(
                parts.now(),
                RunOutcome.SKIPPED,
                "no-flag",
                "no update flag is raised; --force syncs without one",
                RunCounts.NONE);
        return new SyncReport(skipped, null, List.copyOf(notices), false);
    }

    /** What holds it back may pass: no record, and what was asked for is kept. */
    private SyncReport waiting(SyncFailure held) {
        Run waiting = run.ended(parts.now(), RunOutcome.SKIPPED, held.reason(), held.message(), RunCounts.NONE);
        return new SyncReport(waiting, plan, List.copyOf(notices), false);
    }

    private SyncReport succeeded() {
        Run ended = run.ended(parts.now(), RunOutcome.SUCCEEDED, null, work.message(), RunCounts.NONE);
        if (!finish(ended)) {
            Run unwritten = run.ended(
                    parts.now(),
                    RunOutcome.FAILED,
                    SyncFailure.STORE_UNWRITABLE,
                    "the sync is done, and that it is could not be put on record at once; its flag stays",
                    RunCounts.NONE);
            parts.unwritten().keep(() -> parts.audit().finish(unwritten));
            return report(unwritten, false);
        }
        parts.steps().reached(Step.RUN_FINISHED);
        if (!run.dryRun()) {
            notices.addAll(work.settled());
        }
        parts.steps().reached(Step.CLAIM_REMOVED);
        return report(ended, true);
    }

    private boolean finish(Run ended) {
        try {
            parts.audit().finish(ended);
            return true;
        } catch (AuditException e) {
            parts.log().failure(run, "how the run ended could not be written yet", e);
            return false;
        }
    }

    private SyncReport failed(SyncFailure failure) {
        Optional<Run> repeated = begun ? Optional.empty() : parts.repeats().ofFailure(run, failure);
        if (repeated.isPresent()) {
            return repeating(repeated.get());
        }
        Run ended = run.ended(parts.now(), failure.outcome(), failure.reason(), failure.message(), RunCounts.NONE);
        try {
            begin();
        } catch (AuditException e) {
            if (parts.repeats().isNews(failure)) {
                parts.log().failure(run, "a failed run (" + failure.reason() + ") could not be put on record", e);
            }
            return new SyncReport(ended, plan, List.copyOf(notices), false);
        }
        if (!finish(ended)) {
            parts.unwritten().keep(() -> parts.audit().finish(ended));
            return report(ended, false);
        }
        return report(ended, true);
    }

    private SyncReport repeating(Run before) {
        parts.log().repeated(before, parts.repeats().count());
        return new SyncReport(before, plan, List.copyOf(notices), true);
    }

    private SyncReport report(Run ended, boolean recorded) {
        notices.forEach(text -> parts.log().warning(ended, text));
        SyncRecord planned = plan;
        parts.log().ended(ended, planned == null ? 0 : planned.changes().size());
        return new SyncReport(ended, planned, List.copyOf(notices), recorded);
    }
}
