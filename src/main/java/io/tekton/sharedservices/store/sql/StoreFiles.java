package io.tekton.sharedservices.store.sql;

import io.tekton.sharedservices.store.chain.ChainEnds;
import io.tekton.sharedservices.store.scheduler.ScheduleFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * The files of a store, all in one folder. The database files are never opened by anything but H2 while H2 has them:
 * its lock is a POSIX record lock, which one open and close of that file anywhere in this process would drop
 * ({@code fcntl(2)}).
 */
public record StoreFiles(Path folder) {
    public Path lock() {
        return folder.resolve("store.lock");
    }

    public Path password() {
        return folder.resolve("store.password");
    }

    /** The password of a database that is being made; renamed to {@link #password()} once that database is whole. */
    public Path newPassword() {
        return folder.resolve("store.password.new");
    }

    /** See {@link ChainEnds}. */
    public Path chainEnds() {
        return folder.resolve("store.head");
    }

    /** The random name of the installation; stays when a store is set aside. */
    public Path installation() {
        return folder.resolve("store.installation");
    }

    public Path database() {
        return folder.resolve("store.mv.db");
    }

    /** H2 adds the ending. */
    public Path databaseName() {
        return folder.resolve("store");
    }

    /** The scheduler's own; see {@link ScheduleFile}. */
    public Path schedule() {
        return folder.resolve("schedule.mv.db");
    }

    /** H2 adds the ending. */
    public Path scheduleName() {
        return folder.resolve("schedule");
    }

    public boolean hasDatabase() {
        return Files.exists(database(), LinkOption.NOFOLLOW_LINKS);
    }

    public boolean hasPassword() {
        return Files.exists(password(), LinkOption.NOFOLLOW_LINKS);
    }

    public boolean hasNewPassword() {
        return Files.exists(newPassword(), LinkOption.NOFOLLOW_LINKS);
    }

    public static Path folderOf(Path file) {
        return Objects.requireNonNull(file.getParent(), "a store lies in a folder");
    }

    /** Makes names in the folder last; {@code fsync(2)} says that syncing a file alone does not. */
    public static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
