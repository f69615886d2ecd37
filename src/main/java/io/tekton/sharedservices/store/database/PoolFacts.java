package io.tekton.sharedservices.store.database;

/**
 * How the connections to the store stand.
 *
 * @param waiting threads that wait for one
 */
public record PoolFacts(int active, int idle, int waiting, int most) {}
