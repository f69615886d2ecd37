package io.tekton.sharedservices.configsync.file;

import io.tekton.sharedservices.posix.OpenWriters;
import java.nio.file.Path;

/** Whether somebody has a file open for writing. Tests replace it, for file systems that do not report writers. */
public interface Writers {
    /** As {@link OpenWriters#of}. */
    OpenWriters.Answer of(Path file);
}
