package io.tekton.sharedservices.fleet;

import java.util.Locale;

/** How a host is, the worst first. */
public enum HostState {
    /** The centre has another event of a number: one of two stores is a copy, or an older state came back. */
    FORKED,
    /** Two processes take turns under its identity. */
    CLONED,
    /** Its journal at the centre does not verify. */
    BROKEN,
    /** No heartbeat for too long. */
    SILENT,
    /** The centre refuses an event of its journal. */
    REFUSED,
    /** What it recorded waits for too long to be shipped. */
    LAGGING,
    /** Enrolled, and not seen yet. */
    NEW,
    OK,
    RETIRED;

    /** As people and JSON see it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether somebody must look at it. */
    public boolean isBad() {
        return compareTo(NEW) < 0;
    }
}
