package io.tekton.sharedservices.configsync.file;

import java.util.List;

/**
 * New content, prepared beside the unchanged configuration. All that may fail for lack of space or permission has been
 * done before the run goes on record. Closing it removes the prepared file, unless it was put in place; what cannot be
 * removed is left for the next sync to settle.
 */
public interface PreparedWrite extends AutoCloseable {
    /** How a write ended that did not fail. */
    enum Written {
        DONE,
        /** Somebody saved in between: what they saved is in place. */
        CONTENDED,
        /** As {@code CONTENDED}: some program has the file open for writing. */
        BEING_WRITTEN
    }

    /** The expected result of putting it in place, as far as a check shows; changes nothing. */
    Written check() throws SyncFailure;

    /**
     * Puts it in place; to be called once.
     *
     * @param notices receives what people should know
     * @throws SyncFailure if that cannot be done: then what was there is in place
     */
    Written putInPlace(List<String> notices) throws SyncFailure;

    @Override
    void close();
}
