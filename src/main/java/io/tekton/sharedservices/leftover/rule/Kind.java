package io.tekton.sharedservices.leftover.rule;

import io.tekton.sharedservices.posix.path.FileStatus;
import java.util.Locale;

/** What a rule names. */
public enum Kind {
    SOCKET,
    FILE,
    FOLDER;

    public boolean is(FileStatus status) {
        return switch (this) {
            case SOCKET -> status.isSocket();
            case FILE -> status.isFile();
            case FOLDER -> status.isFolder();
        };
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
