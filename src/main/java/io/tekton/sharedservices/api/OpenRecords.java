package io.tekton.sharedservices.api;

/** The records, open for as long as a command needs them. */
public interface OpenRecords extends Records, AutoCloseable {
    @Override
    void close();
}
