package io.tekton.sharedservices.configsync.file;

import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.registry.RegistryReading;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a sync cannot go on; ends up in its run and never leaves the room. */
public final class SyncFailure extends Exception {
    static final String CONFIG_MISSING = "config-missing";
    public static final String CONFIG_UNREADABLE = "config-unreadable";
    public static final String CONFIG_CONTENDED = "config-contended";
    public static final String CONFIG_COLLAPSED = "config-collapsed";
    public static final String CONFIG_UNWRITABLE = "config-unwritable";
    public static final String BACKUP_UNWRITABLE = "backup-unwritable";
    public static final String FLAG_UNCLAIMABLE = "flag-unclaimable";
    static final String REPLACE_REFUSED = "replace-refused";
    public static final String NO_BACKUP = "no-backup";
    public static final String DISK_FULL = "disk-full";
    public static final String STORE_UNWRITABLE = "store-unwritable";
    public static final String STOPPED = "stopped";
    public static final String INTERNAL_ERROR = "internal-error";

    /** Outcome SKIPPED: what holds the run back may pass by itself. */
    public static final String WAITING = "waiting";

    private static final long serialVersionUID = 1L;

    private final String reason;

    /**
     * @param reason a short word
     * @param message a sentence for people; the same for the same failure, so that a lasting failure is recognised
     */
    public SyncFailure(String reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public SyncFailure(String reason, String message) {
        this(reason, message, null);
    }

    /**
     * A file that cannot be worked on.
     *
     * @param reason for all but a full disk, which has its own reason
     * @param what what was tried, as a clause: "the configuration /x/y could not be written"
     */
    public static SyncFailure of(String reason, String what, IOException e) {
        String why = why(e);
        String lower = why.toLowerCase(Locale.ROOT);
        // The system's own words, and those of Causes.
        boolean full = lower.contains("no space ") || lower.contains("disk quota");
        return new SyncFailure(full ? DISK_FULL : reason, what + ": " + why, e);
    }

    private static String why(IOException e) {
        if (e instanceof FileSystemException system && system.getReason() != null) {
            return system.getReason();
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        return Causes.of(e);
    }

    /** A run that may not go on is refused; any other has failed. */
    public RunOutcome outcome() {
        return reason.equals(RegistryReading.COLLAPSED) || reason.equals(RegistryReading.MEMORY_DAMAGED)
                ? RunOutcome.REFUSED
                : RunOutcome.FAILED;
    }

    public String reason() {
        return reason;
    }

    public String message() {
        return String.valueOf(getMessage());
    }
}
