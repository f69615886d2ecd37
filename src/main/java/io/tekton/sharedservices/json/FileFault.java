package io.tekton.sharedservices.json;

import io.tekton.sharedservices.text.PrintableText;
import org.jspecify.annotations.Nullable;

/** Why one registry file cannot be used; never leaves the room. */
public final class FileFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean untrusted;
    private final boolean passing;
    private final @Nullable Integer line;
    private final @Nullable Integer column;

    private FileFault(
            boolean untrusted, String problem, boolean passing, @Nullable Integer line, @Nullable Integer column) {
        super(PrintableText.escaped(problem));
        this.untrusted = untrusted;
        this.passing = passing;
        this.line = line;
        this.column = column;
    }

    /** A fault that remains until somebody fixes the file. */
    public static FileFault lasting(String problem) {
        return new FileFault(false, problem, false, null, null);
    }

    /** A file, folder or link of a user who is not trusted. */
    public static FileFault untrusted(String problem) {
        return new FileFault(true, problem, false, null, null);
    }

    /** A fault that may come from reading in the middle of a write. */
    public static FileFault passing(String problem) {
        return new FileFault(false, problem, true, null, null);
    }

    /** As {@link #passing(String)}, at a place in the file; both from 1. */
    public static FileFault at(int line, int column, String problem) {
        return new FileFault(false, problem, true, line, column);
    }

    /** What is wrong, a clause whose subject is the file; printable. */
    public String problem() {
        return String.valueOf(getMessage());
    }

    /** Whether it belongs to a user who is not trusted. */
    public boolean isUntrusted() {
        return untrusted;
    }

    /** Whether a second read, a moment later, could find the file in order. */
    public boolean isPassing() {
        return passing;
    }

    @Nullable
    public Integer line() {
        return line;
    }

    @Nullable
    public Integer column() {
        return column;
    }
}
