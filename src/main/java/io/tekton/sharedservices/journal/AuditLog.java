package io.tekton.sharedservices.journal;

import java.util.List;

/**
 * Where a run writes what it is about to do and what came of it. Whatever a method here has written survives the death
 * of this process and of the host's power once the method returns. One run writes at a time.
 */
public interface AuditLog {
    /**
     * Remembers a run that begins, or one that was refused or skipped at its beginning.
     *
     * @throws AuditException if it could not be written durably
     */
    void begin(Run run);

    /**
     * Remembers what a run judged, together with the intents that follow from it: all of it or nothing.
     *
     * @param intents {@link TerminationEvent.Intended} of the orphans that are about to be signalled; empty for a dry
     *     or refused run, whose verdicts carry their results already
     * @throws AuditException if it could not be written durably: then nothing may be signalled
     */
    void decide(String runId, List<RecordedVerdict> verdicts, List<TerminationEvent.Intended> intents);

    /**
     * Remembers what a configuration sync is about to write. A run that has to plan again remembers its new plan in the
     * place of the old one; the chain keeps both.
     *
     * @throws AuditException if it could not be written durably: then the file must not be touched
     */
    void plan(String runId, SyncRecord plan);

    /**
     * Appends events, in order; an {@link TerminationEvent.Ended} also sets its verdict's result.
     *
     * @throws AuditException if they could not be written durably
     */
    void append(String runId, List<? extends TerminationEvent> events);

    /**
     * Remembers how a run ended.
     *
     * @throws AuditException if it could not be written durably
     */
    void finish(Run run);

    /**
     * Remembers how a run ended, as {@link #finish} does; a scheduled run that ends as the run before it did, and that
     * is tried again soon, only adds to the record of that run.
     *
     * @return the run as it is on record: this one, or the one that it repeats
     * @throws AuditException if it could not be written durably
     */
    default Run finishOrRepeat(Run run) {
        finish(run);
        return run;
    }
}
