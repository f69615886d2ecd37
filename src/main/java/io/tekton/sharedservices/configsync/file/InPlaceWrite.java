package io.tekton.sharedservices.configsync.file;

import io.tekton.sharedservices.configsync.file.Failpoints.Step;
import io.tekton.sharedservices.files.FileStamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * New content for a configuration that keeps its file: its hard links, mounts, owner and access list stay. Backup and
 * journal are kept before.
 */
final class InPlaceWrite implements PreparedWrite {
    /** What such writes work with. */
    record Tools(
            Backups backups,
            Overwriting overwriting,
            InPlaceJournal journal,
            Swap swap,
            Failpoints steps,
            Consumer<FileStamp> inPlace) {
        /** The same, with another receiver that is notified of what was put in place. */
        Tools telling(Consumer<FileStamp> other) {
            return new Tools(backups, overwriting, journal, swap, steps, other);
        }
    }

    private final Tools tools;
    private final Path target;
    private final byte[] read;
    private final byte[] bytes;
    private final Backups.Kept backup;
    private boolean begun;
    private boolean done;

    private InPlaceWrite(Tools tools, Path target, byte[] read, byte[] bytes, Backups.Kept backup) {
        this.tools = tools;
        this.target = target;
        this.read = read;
        this.bytes = bytes;
        this.backup = backup;
    }

    static InPlaceWrite prepare(Tools tools, Path target, byte[] read, byte[] bytes, String run) throws SyncFailure {
        Backups.Kept backup = Replacement.keep(tools.backups(), read, run, Replacement.Words.CONFIGURATION);
        tools.steps().reached(Step.BACKUP_KEPT);
        InPlaceWrite write = new InPlaceWrite(tools, target, read, bytes, backup);
        boolean ready = false;
        try {
            if (!Files.isWritable(target)) {
                throw new SyncFailure(
                        SyncFailure.CONFIG_UNWRITABLE,
                        "the configuration file " + target + " could not be replaced: permission denied");
            }
            tools.journal().keep(target, read, bytes);
            tools.steps().reached(Step.JOURNAL_KEPT);
            ready = true;
            return write;
        } catch (IOException e) {
            throw SyncFailure.of(
                    SyncFailure.BACKUP_UNWRITABLE,
                    "the journal of a write in place could not be kept in "
                            + tools.backups().folder() + ", so the configuration was left as it is",
                    e);
        } finally {
            if (!ready) {
                write.close();
            }
        }
    }

    @Override
    public Written check() throws SyncFailure {
        try {
            return switch (tools.swap().check(target, read)) {
                case IN_PLACE, RENAMED -> Written.DONE;
                case CHANGED -> Written.CONTENDED;
                case BEING_WRITTEN -> Written.BEING_WRITTEN;
            };
        } catch (IOException e) {
            throw ConfigFile.unwritable(target, e);
        }
    }

    @Override
    public Written putInPlace(List<String> notices) throws SyncFailure {
        try {
            Written written = tools.overwriting().put(target, read, bytes, () -> begun = true);
            if (written == Written.DONE) {
                FileStamp.of(target).ifPresent(tools.inPlace());
                tools.journal().remove(target);
                tools.steps().reached(Step.JOURNAL_REMOVED);
                done = true;
                tools.backups().prune();
            } else {
                // what others wrote meanwhile is theirs; what they left of ours is made whole
                tools.journal().settle(target, tools.overwriting(), notices);
            }
            return written;
        } catch (IOException e) {
            throw ConfigFile.unwritable(target, e);
        }
    }

    /** Once it was begun, the journal stays until it is settled. */
    @Override
    public void close() {
        if (done || begun) {
            return;
        }
        try {
            tools.journal().remove(target);
            if (backup.fresh()) {
                Files.deleteIfExists(backup.file());
            }
        } catch (IOException e) {
            // the next sync settles the journal, and a backup too many does no harm
            return;
        }
    }
}
