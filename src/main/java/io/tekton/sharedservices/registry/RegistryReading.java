package io.tekton.sharedservices.registry;

import io.tekton.sharedservices.json.FileFault;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of reading the registry: the whole content of all files, or the reason why it cannot be read. Never a
 * part.
 */
public sealed interface RegistryReading {
    /** The reason of a file that is not there. */
    String MISSING = "registry-missing";

    /**
     * The reason of a file that cannot be read, or may be written by everybody, or does not say what a registry says.
     */
    String UNREADABLE = "registry-unreadable";

    /** The reason of a registry that has lost too many of the processes that it had. */
    String COLLAPSED = "registry-collapsed";

    /** The reason of a registry that names nobody who lives while there would be orphans. */
    String EMPTY = "registry-empty";

    /** Reason: what earlier readings saw is lost, so that nothing shows whether this one is complete. */
    String MEMORY_DAMAGED = "registry-memory-damaged";

    /** The reason of a file, or a folder or link on the way to it, that belongs to a user who is not trusted. */
    String UNTRUSTED = "registry-untrusted";

    /** The reason of a lock that another process held for too long. */
    String LOCKED = "registry-locked";

    /**
     * All files were read, or may be absent and are.
     *
     * @param files the files that were read
     * @param absent the files that are absent and count as empty
     */
    record Read(Registrations registrations, List<Path> files, List<Path> absent) implements RegistryReading {
        public Read {
            files = List.copyOf(files);
            absent = List.copyOf(absent);
        }
    }

    /**
     * The registrations are unknown, so nothing may be signalled.
     *
     * @param reason one of the reasons above
     * @param message one line for people, complete in itself: it also has file, line and column; no control characters
     *     and no values of the file
     * @param file the file or lock file that is at fault; null where none is, as when the reading was interrupted
     * @param line where in the file, from 1; null where it has no such place
     * @param column where in the line, from 1, in UTF-16 units; null where it has no such place
     */
    record Refused(
            String reason,
            String message,
            @Nullable Path file,
            @Nullable Integer line,
            @Nullable Integer column) implements RegistryReading {
        /** @param subject the file in words, printable */
        static Refused of(FileFault fault, String subject, Path file) {
            Integer line = fault.line();
            String place = line == null ? "" : ", line " + line + ", column " + fault.column() + ",";
            String reason = fault.isUntrusted() ? UNTRUSTED : UNREADABLE;
            return new Refused(reason, subject + place + " " + fault.problem(), file, line, fault.column());
        }
    }
}
