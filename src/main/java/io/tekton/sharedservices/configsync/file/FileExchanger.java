package io.tekton.sharedservices.configsync.file;

import io.tekton.sharedservices.posix.FileExchange;
import java.io.IOException;
import java.nio.file.Path;

/** Lets two names change places, where the system can do that in one step. Tests put another in its place. */
public interface FileExchanger {
    /** As {@link FileExchange#exchange}. */
    FileExchange.Result exchange(Path one, Path other) throws IOException;
}
