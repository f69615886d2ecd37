package io.tekton.sharedservices.api;

/** What can be told of the daemon of a state folder without asking it. */
public sealed interface DaemonSighting {
    /** Its process is there and is this user's. Whether it listens, and is the one, a proof must show. */
    record Running(DaemonAddress address) implements DaemonSighting {}

    /** There is none; {@code why} is a sentence for people. */
    record NotRunning(String why) implements DaemonSighting {}

    /** It cannot be told; {@code why} is a sentence for people. */
    record Unclear(String why) implements DaemonSighting {}
}
