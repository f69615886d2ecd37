package io.tekton.sharedservices.process;

/** The outcome of reading something of a process, which may end or forbid it at any moment. */
public sealed interface Reading<T> {
    record Present<T>(T value) implements Reading<T> {}

    /** The process ended, or its pid went to another while it was read. */
    record Gone<T>() implements Reading<T> {}

    /** The process is there and cannot be read. */
    record Unreadable<T>(String why) implements Reading<T> {}
}
