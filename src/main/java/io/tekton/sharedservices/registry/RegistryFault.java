package io.tekton.sharedservices.registry;

import io.tekton.sharedservices.settings.PrintableText;
import org.jspecify.annotations.Nullable;

/** Why one registry file cannot be used; never leaves the room. */
final class RegistryFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean untrusted;
    private final boolean passing;
    private final @Nullable Integer line;
    private final @Nullable Integer column;

    private RegistryFault(
            boolean untrusted, String problem, boolean passing, @Nullable Integer line, @Nullable Integer column) {
        super(PrintableText.escaped(problem));
        this.untrusted = untrusted;
        this.passing = passing;
        this.line = line;
        this.column = column;
    }

    /** One that stays until somebody mends it. */
    static RegistryFault lasting(String problem) {
        return new RegistryFault(false, problem, false, null, null);
    }

    /** A file, folder or link of a user who is not trusted. */
    static RegistryFault untrusted(String problem) {
        return new RegistryFault(true, problem, false, null, null);
    }

    /** One that may come from reading in the middle of a write. */
    static RegistryFault passing(String problem) {
        return new RegistryFault(false, problem, true, null, null);
    }

    /** As {@link #passing(String)}, at a place in the file; both from 1. */
    static RegistryFault at(int line, int column, String problem) {
        return new RegistryFault(false, problem, true, line, column);
    }

    /** What is wrong, a clause whose subject is the file; printable. */
    String problem() {
        return String.valueOf(getMessage());
    }

    /** Whether it belongs to a user who is not trusted. */
    boolean isUntrusted() {
        return untrusted;
    }

    /** Whether a second look, a moment later, could find the file in order. */
    boolean isPassing() {
        return passing;
    }

    @Nullable
    Integer line() {
        return line;
    }

    @Nullable
    Integer column() {
        return column;
    }
}
