package io.tekton.sharedservices.journal.query;

import org.jspecify.annotations.Nullable;

/**
 * What live runs decided to end in a time, of one origin.
 *
 * @param component the CI component in lower case; null where none was named
 * @param user whose processes, by name or number; null where that was unknown
 * @param program the file name of what was started
 * @param rule the match rule
 * @param owner whose end made orphans of them, by the name of its owner rule; null where none did
 * @param terminations all of them, those that failed included
 * @param ended those that ended by a signal
 * @param memoryBytes what those held
 */
public record Leak(
        @Nullable String component,
        @Nullable String user,
        String program,
        String rule,
        @Nullable String owner,
        long terminations,
        long ended,
        long memoryBytes) {}
