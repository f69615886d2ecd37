package io.tekton.sharedservices.journal.leftover;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One change of the disk that a run intended, and what came of it. The intent is on record before the change.
 *
 * @param number within the run, from 1
 * @param path of the leftover; of a registry entry, the registry
 * @param place in the quarantine; of a registry entry, its name
 * @param kind {@code socket}, {@code file}, {@code folder} or {@code entry}
 * @param rule the name of the rule that named it
 * @param device major number in the upper 32 bits, minor in the lower
 * @param bytes on the disk, with all that is in it
 * @param entries the number of names that go with it
 * @param text of a registry entry that is removed; null for what is no entry
 * @param settledAt null as long as nothing is on record of what came of it
 * @param result null as long as nothing is on record of what came of it
 * @param detail a clause for people; null for none
 */
public record LeftoverAction(
        String runId,
        int number,
        Kind action,
        String path,
        String place,
        String kind,
        String rule,
        long device,
        long inode,
        long bytes,
        long entries,
        @Nullable String text,
        Instant intendedAt,
        @Nullable Instant settledAt,
        @Nullable Result result,
        @Nullable String detail) {
    /** What is changed. The names are on record. */
    public enum Kind {
        /** Moved from its path into the quarantine. */
        QUARANTINE,
        /** Moved from the quarantine to its path. */
        RESTORE,
        /** Removed from the quarantine for good. */
        DELETE,
        /** An entry removed from a registry. */
        PRUNE
    }

    /** What came of it. The names are on record. */
    public enum Result {
        DONE,
        /** Nothing was changed. */
        NOT_DONE,
        /** A crash came between, and what is on the disk does not say which; or parts of it are gone. */
        UNCERTAIN
    }

    public LeftoverAction {
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(intendedAt, "intendedAt");
        if (number < 1) {
            throw new IllegalArgumentException("actions are counted from 1, not " + number);
        }
        if ((settledAt == null) != (result == null)) {
            throw new IllegalArgumentException("action " + number + " of run " + runId + " is settled by halves");
        }
    }

    /** The same, settled. */
    public LeftoverAction settled(Instant at, Result newResult, @Nullable String newDetail) {
        return new LeftoverAction(
                runId,
                number,
                action,
                path,
                place,
                kind,
                rule,
                device,
                inode,
                bytes,
                entries,
                text,
                intendedAt,
                at,
                newResult,
                newDetail);
    }

    /** Another action with the same thing, which nothing came of yet. */
    public LeftoverAction next(String newRun, int newNumber, Kind newAction, Instant at) {
        return new LeftoverAction(
                newRun, newNumber, newAction, path, place, kind, rule, device, inode, bytes, entries, text, at, null,
                null, null);
    }
}
