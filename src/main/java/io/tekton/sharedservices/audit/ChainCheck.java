package io.tekton.sharedservices.audit;

/** What a look at a host's whole chain found. */
public sealed interface ChainCheck {
    /**
     * Every link fits.
     *
     * @param events how many there are; 0 for a host without a record
     * @param head the last one's hash; {@link AuditEvent#GENESIS} where there is none
     */
    record Intact(long events, String head) implements ChainCheck {}

    /**
     * The record was changed.
     *
     * @param sequence the first event that does not fit; where a row beside the chain differs, the event that tells otherwise
     * @param difference what differs, for people
     */
    record Broken(long sequence, String difference) implements ChainCheck {}
}
