package io.tekton.sharedservices.journal.query;

import io.tekton.sharedservices.journal.AuditEvent;

/** The result of a check of a host's whole chain. */
public sealed interface ChainCheck {
    /**
     * Every link fits.
     *
     * @param events the last one's sequence, which is how many there ever were; 0 for a host without a record
     * @param head the last one's hash; {@link AuditEvent#GENESIS} where there is none
     * @param purged how many of them retention has removed, each named by an event that remains
     * @param from the sequence of the first event that remains; 0 if there is no event
     */
    record Intact(long events, String head, long purged, long from) implements ChainCheck {}

    /**
     * The record was changed.
     *
     * @param sequence the first event that does not fit; where a row beside the chain differs, the event that differs
     *     from it
     * @param difference what differs, for people
     */
    record Broken(long sequence, String difference) implements ChainCheck {}
}
