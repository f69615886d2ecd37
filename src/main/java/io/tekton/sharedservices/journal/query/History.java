package io.tekton.sharedservices.journal.query;

import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.leftover.LeftoverRecord;
import java.util.List;
import java.util.Optional;

/** What people ask of the record. */
public interface History {
    /** Newest first. */
    List<Run> runs(RunQuery query);

    /** As {@link #runs}, with the number of changes. */
    default List<ListedRun> list(RunQuery query) {
        return runs(query).stream()
                .map(run -> new ListedRun(
                        run, sync(run.id()).map(plan -> plan.changes().size()).orElse(0)))
                .toList();
    }

    Optional<Run> run(String id);

    /** In the order in which they were judged; empty for a run that is not on record. */
    List<RecordedVerdict> verdicts(String runId);

    /**
     * What a configuration sync wrote or was about to write; empty for a run that planned nothing, or is not on record.
     */
    Optional<SyncRecord> sync(String runId);

    /** What a run on leftovers judged and did; empty for a run of another job, or one that is not on record. */
    default LeftoverRecord leftovers(String runId) {
        return LeftoverRecord.EMPTY;
    }

    /** Newest first. */
    List<Termination> terminations(TerminationQuery query);

    /** A record in which there is nothing yet. */
    History EMPTY = new History() {
        @Override
        public List<Run> runs(RunQuery query) {
            return List.of();
        }

        @Override
        public Optional<Run> run(String id) {
            return Optional.empty();
        }

        @Override
        public List<RecordedVerdict> verdicts(String runId) {
            return List.of();
        }

        @Override
        public Optional<SyncRecord> sync(String runId) {
            return Optional.empty();
        }

        @Override
        public List<Termination> terminations(TerminationQuery query) {
            return List.of();
        }
    };
}
