package io.tekton.sharedservices.configsync.file;

import io.tekton.sharedservices.posix.OpenWriters;
import java.nio.file.Path;

/** Whether somebody has a file open for writing. Tests put another in its place, for file systems that do not tell. */
public interface Writers {
    /** As {@link OpenWriters#of}. */
    OpenWriters.Answer of(Path file);
}
