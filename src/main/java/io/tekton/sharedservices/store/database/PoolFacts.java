package io.tekton.sharedservices.store.database;

/**
 * The state of the connections to the store.
 *
 * @param waiting threads that wait for one
 */
public record PoolFacts(int active, int idle, int waiting, int most) {}
