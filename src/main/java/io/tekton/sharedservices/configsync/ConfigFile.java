package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.configsync.SyncSteps.Step;
import io.tekton.sharedservices.posix.FileTrust;
import io.tekton.sharedservices.posix.Stopwatch;
import io.tekton.sharedservices.registry.JsonFileReader;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The CI configuration on disk: read strictly, and written so that at every moment a whole version of it is in place, and so that nothing that others saved in
 * between is overwritten. A symbolic link is followed and stays. Not thread-safe.
 */
final class ConfigFile {
    /** The largest configuration that is read. */
    static final int MOST_BYTES = 64 << 20;

    private final FileTrust trust = FileTrust.ofThisUser();
    private final Path config;
    private final Backups backups;
    private final Leftovers leftovers;
    private final Swap swap;
    private final SyncSteps steps;
    private final JsonFileReader reader;
    private volatile @Nullable FileStamp written;

    ConfigFile(Path config, Backups backups, Swap swap, Stopwatch stopwatch, SyncSteps steps) {
        this.config = config;
        this.backups = backups;
        this.swap = swap;
        this.leftovers = new Leftovers(swap, backups);
        this.steps = steps;
        this.reader = new JsonFileReader("the configuration file", stopwatch);
    }

    /** What is there. */
    sealed interface Content {
        /** The file itself, links followed. */
        Path target();

        /** Empty where there is no file. */
        byte[] bytes();

        /** @param bytes as they were read, still and whole */
        record Present(Path target, byte[] bytes, ConfigDocument document) implements Content {}

        /** Something that is no configuration, whatever it is. */
        record Broken(Path target, byte[] bytes) implements Content {}

        /** There is no file, and its folder is there. */
        record Absent(Path target) implements Content {
            @Override
            public byte[] bytes() {
                return new byte[0];
            }
        }
    }

    /** How a write ended that did not fail. */
    enum Written {
        DONE,
        /** Somebody saved in between: what they saved is in place. */
        CONTENDED,
        /** As {@code CONTENDED}: some program has the file open for writing. */
        BEING_WRITTEN
    }

    /** The path as it was given. */
    Path path() {
        return config;
    }

    Path target() {
        try {
            return config.toRealPath();
        } catch (IOException e) {
            // the reading that follows says why
            return config;
        }
    }

    /**
     * Reads it.
     *
     * @throws SyncFailure if it cannot be told what it says
     */
    Content read() throws SyncFailure {
        Path target = target();
        JsonFileReader.Reading reading = reader.read(target);
        if (reading instanceof JsonFileReader.Reading.Read read) {
            try {
                return new Content.Present(target, read.bytes(), ConfigDocument.of(read.json()));
            } catch (ConfigFault e) {
                throw new SyncFailure(
                        SyncFailure.CONFIG_UNREADABLE, "the configuration file " + target + ' ' + e.problem(), e);
            }
        }
        if (reading instanceof JsonFileReader.Reading.Unreadable unreadable) {
            throw new SyncFailure(SyncFailure.CONFIG_UNREADABLE, unreadable.message());
        }
        if (!Files.isDirectory(SyncPlaces.folderOf(target))) {
            throw new SyncFailure(
                    SyncFailure.CONFIG_MISSING,
                    "there is no configuration file " + target + ", and it is made only where its folder exists");
        }
        return new Content.Absent(target);
    }

    /**
     * As {@link #read}, also where the file is no configuration.
     *
     * @throws SyncFailure if there is a file that cannot be read at all
     */
    Content readAnyhow() throws SyncFailure {
        try {
            return read();
        } catch (SyncFailure e) {
            Path target = target();
            try {
                boolean plain = Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
                        && Files.size(target) <= MOST_BYTES
                        && trust.judgeLeniently(target).isEmpty();
                if (plain) {
                    return new Content.Broken(target, DurableFiles.read(target, MOST_BYTES));
                }
            } catch (IOException unreadable) {
                e.addSuppressed(unreadable);
            }
            throw e;
        }
    }

    /** Whether a stamp of the file is that of the last one that was put in place here. Thread-safe. */
    boolean isAsWritten(FileStamp stamp) {
        return stamp.equals(written);
    }

    /**
     * Settles what an earlier sync left beside the file.
     *
     * @return what people should know of, in words
     */
    List<String> settleLeftovers() throws SyncFailure {
        Path target = target();
        if (!Files.isDirectory(SyncPlaces.folderOf(target))) {
            return List.of();
        }
        try {
            return leftovers.settle(target);
        } catch (IOException e) {
            throw unwritable(target, e);
        }
    }

    /** Makes the file where there was none, with the mode that the umask gives. */
    Written create(Path target, byte[] bytes, String run) throws SyncFailure {
        Path part = target.resolveSibling(
                SwapName.of(target, run, new byte[0], bytes).part());
        try {
            try {
                DurableFiles.write(part, bytes);
                steps.reached(Step.PART_WRITTEN);
                // unlike a rename, a link never takes the place of a file that came in between
                Files.createLink(target, part);
                written = FileStamp.of(part).orElse(null);
                steps.reached(Step.EXCHANGED);
            } finally {
                Files.deleteIfExists(part);
            }
            DurableFiles.syncFolder(SyncPlaces.folderOf(target));
            steps.reached(Step.FOLDER_SYNCED);
            return Written.DONE;
        } catch (FileAlreadyExistsException e) {
            return Written.CONTENDED;
        } catch (IOException e) {
            throw unwritable(target, e);
        }
    }

    /**
     * Puts new content in the place of what was read, and keeps what came out as the newest backup.
     *
     * @param told is added what people should know of
     * @throws SyncFailure if it cannot be written: then the old content is in place
     */
    Written replace(Path target, byte[] read, byte[] bytes, String run, List<String> told) throws SyncFailure {
        Backups.Kept backup = keep(read, run);
        steps.reached(Step.BACKUP_KEPT);
        Written written;
        try {
            written = exchange(target, read, bytes, SwapName.of(target, run, read, bytes), told);
        } catch (IOException e) {
            throw unwritable(target, e);
        }
        try {
            if (written == Written.DONE) {
                backups.prune();
            } else if (backup.fresh()) {
                Files.deleteIfExists(backup.file());
            }
        } catch (IOException e) {
            told.add("a backup in " + backups.folder() + " could not be removed: " + e.getMessage());
        }
        return written;
    }

    private Backups.Kept keep(byte[] bytes, String run) throws SyncFailure {
        try {
            return backups.keep(bytes, run);
        } catch (IOException e) {
            throw SyncFailure.of(
                    SyncFailure.BACKUP_UNWRITABLE,
                    "no backup could be written to " + backups.folder() + ", so the configuration was left as it is",
                    e);
        }
    }

    private Written exchange(Path target, byte[] read, byte[] bytes, SwapName name, List<String> told)
            throws IOException {
        Path part = target.resolveSibling(name.part());
        Path ours = target.resolveSibling(name.swap());
        Optional<FileStamp> stamp;
        try {
            Likeness likeness = Likeness.of(target);
            DurableFiles.write(part, bytes, Likeness.PRIVATE);
            likeness.giveTo(part);
            steps.reached(Step.PART_WRITTEN);
            stamp = FileStamp.of(part);
            Files.move(part, ours);
            steps.reached(Step.SWAP_READY);
        } catch (NoSuchFileException e) {
            return Written.CONTENDED;
        } finally {
            Files.deleteIfExists(part);
        }
        Swap.Outcome outcome = put(ours, target, read);
        DurableFiles.syncFolder(SyncPlaces.folderOf(target));
        steps.reached(Step.FOLDER_SYNCED);
        if (outcome == Swap.Outcome.IN_PLACE || outcome == Swap.Outcome.RENAMED) {
            written = stamp.orElse(null);
        }
        if (outcome != Swap.Outcome.RENAMED) {
            leftovers.settle(ours, name, target, told);
        }
        steps.reached(Step.SWAP_REMOVED);
        return switch (outcome) {
            case IN_PLACE, RENAMED -> Written.DONE;
            case CHANGED -> Written.CONTENDED;
            case BEING_WRITTEN -> Written.BEING_WRITTEN;
        };
    }

    /** What cannot be put in place goes again, unless something of others came out: that stays for the next sync to settle. */
    private Swap.Outcome put(Path ours, Path target, byte[] read) throws IOException {
        byte[] put = DurableFiles.read(ours, Integer.MAX_VALUE - 16);
        try {
            return swap.put(ours, target, read);
        } catch (IOException e) {
            if (DurableFiles.holds(ours, put)) {
                Files.deleteIfExists(ours);
            }
            throw e;
        }
    }

    private static SyncFailure unwritable(Path target, IOException e) {
        return SyncFailure.of(
                SyncFailure.CONFIG_UNWRITABLE, "the configuration file " + target + " could not be replaced", e);
    }
}
