package io.tekton.sharedservices.api;

/** What is on record, for as long as a command needs it. */
public interface OpenRecords extends Records, AutoCloseable {
    @Override
    void close();
}
