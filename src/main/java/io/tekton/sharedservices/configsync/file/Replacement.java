package io.tekton.sharedservices.configsync.file;

import io.tekton.sharedservices.configsync.file.Failpoints.Step;
import io.tekton.sharedservices.files.DurableFiles;
import io.tekton.sharedservices.files.FileOwnership;
import io.tekton.sharedservices.files.FileStamp;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** New content for an existing configuration; the content that comes out is its backup, which is kept before. */
public final class Replacement implements PreparedWrite {
    /** What replacements work with. */
    public record Tools(
            Backups backups,
            Swap swap,
            SwapRecovery leftovers,
            Failpoints steps,
            Consumer<FileStamp> inPlace,
            Words words) {
        /** The same, with another receiver that is notified of what was put in place. */
        Tools telling(Consumer<FileStamp> other) {
            return new Tools(backups, swap, leftovers, steps, other, words);
        }
    }

    /**
     * What messages call the file.
     *
     * @param file such as {@code the configuration file}
     * @param content such as {@code the configuration}
     * @param otherwise a sentence about another way to write it, with a blank behind it; empty for none
     */
    public record Words(String file, String content, String otherwise) {
        static final Words CONFIGURATION = new Words(
                "the configuration file",
                "the configuration",
                "Set config-sync.replace = in-place to have it written in place; ");

        public static final Words REGISTRY = new Words("the registry file", "the registry", "");
    }

    private final Tools tools;
    private final Path target;
    private final byte[] read;
    private final SwapName name;
    private final Path part;
    private final Path ours;
    private final Path kept;
    private final Backups.Kept backup;
    private Optional<FileStamp> stamp = Optional.empty();
    private boolean replaced;

    private Replacement(Tools tools, Path target, byte[] read, SwapName name, Backups.Kept backup) {
        this.tools = tools;
        this.target = target;
        this.read = read;
        this.name = name;
        this.part = target.resolveSibling(name.part());
        this.ours = target.resolveSibling(name.swap());
        this.kept = target.resolveSibling(name.kept());
        this.backup = backup;
    }

    /** @param read what is to come out */
    public static Replacement prepare(Tools tools, Path target, byte[] read, byte[] bytes, String run)
            throws SyncFailure {
        try {
            LinkCheck.refuse(target, tools.words());
        } catch (IOException e) {
            throw unwritable(target, e, tools.words());
        }
        Backups.Kept backup = keep(tools.backups(), read, run, tools.words());
        tools.steps().reached(Step.BACKUP_KEPT);
        Replacement replacement = new Replacement(tools, target, read, SwapName.of(target, run, read, bytes), backup);
        boolean done = false;
        try {
            replacement.write(bytes);
            done = true;
            return replacement;
        } catch (IOException e) {
            throw unwritable(target, e, tools.words());
        } finally {
            if (!done) {
                replacement.close();
            }
        }
    }

    static Backups.Kept keep(Backups backups, byte[] bytes, String run, Words words) throws SyncFailure {
        try {
            return backups.keep(bytes, run);
        } catch (IOException e) {
            throw SyncFailure.of(
                    SyncFailure.BACKUP_UNWRITABLE,
                    "no backup could be written to " + backups.folder() + ", so " + words.content()
                            + " was left as it is",
                    e);
        }
    }

    private void write(byte[] bytes) throws IOException, SyncFailure {
        DurableFiles.write(part, bytes, FileOwnership.PRIVATE);
        List<String> lacks = FileOwnership.of(target).giveTo(part);
        if (!lacks.isEmpty()) {
            throw LinkCheck.refusal(
                    target,
                    "cannot be replaced by a new file: this user cannot give that one " + String.join(", ", lacks),
                    tools.words());
        }
        tools.steps().reached(Step.PART_WRITTEN);
        stamp = FileStamp.of(part);
        Files.move(part, ours);
        tools.steps().reached(Step.SWAP_READY);
    }

    @Override
    public Written check() throws SyncFailure {
        try {
            return written(tools.swap().check(target, read));
        } catch (IOException e) {
            throw unwritable(target, e, tools.words());
        }
    }

    @Override
    public Written putInPlace(List<String> notices) throws SyncFailure {
        try {
            Swap.Outcome outcome = tools.swap().put(ours, target, kept, read);
            replaced = outcome == Swap.Outcome.IN_PLACE || outcome == Swap.Outcome.RENAMED;
            if (replaced) {
                stamp.ifPresent(tools.inPlace());
            }
            DurableFiles.syncFolder(DurableFiles.folderOf(target));
            tools.steps().reached(Step.FOLDER_SYNCED);
            if (outcome == Swap.Outcome.RENAMED) {
                tools.leftovers().removeUnlessOpen(kept, name, target);
            } else {
                tools.leftovers().settle(ours, name, target, notices);
            }
            tools.steps().reached(Step.SWAP_REMOVED);
            if (replaced) {
                prune(notices);
            }
            return written(outcome);
        } catch (IOException e) {
            throw unwritable(target, e, tools.words());
        }
    }

    static SyncFailure unwritable(Path target, IOException e, Words words) {
        return SyncFailure.of(SyncFailure.CONFIG_UNWRITABLE, words.file() + ' ' + target + " could not be replaced", e);
    }

    private static Written written(Swap.Outcome outcome) {
        return switch (outcome) {
            case IN_PLACE, RENAMED -> Written.DONE;
            case CHANGED -> Written.CONTENDED;
            case BEING_WRITTEN -> Written.BEING_WRITTEN;
        };
    }

    private void prune(List<String> notices) {
        try {
            tools.backups().prune();
        } catch (IOException e) {
            notices.add("an old backup in " + tools.backups().folder() + " could not be removed: " + Causes.of(e));
        }
    }

    /** If the exchange broke off, what came out and is not ours remains for {@link SwapRecovery} to settle. */
    @Override
    public void close() {
        if (replaced) {
            return;
        }
        try {
            Files.deleteIfExists(part);
            if (Files.exists(ours)
                    && SwapName.digest(DurableFiles.read(ours, ConfigFile.MOST_BYTES))
                            .equals(name.put())) {
                Files.delete(ours);
            }
            if (backup.fresh() && !Files.exists(ours)) {
                Files.deleteIfExists(backup.file());
            }
        } catch (IOException e) {
            // it is there under a name that the next sync recognises
            return;
        }
    }
}
