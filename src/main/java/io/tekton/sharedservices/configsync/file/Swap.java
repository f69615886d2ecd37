package io.tekton.sharedservices.configsync.file;

import io.tekton.sharedservices.configsync.file.Failpoints.Step;
import io.tekton.sharedservices.files.DurableFiles;
import io.tekton.sharedservices.posix.FileExchange;
import io.tekton.sharedservices.posix.OpenWriters;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Puts a file in the configuration's place and checks the file that came out. An exchange takes out the file that was
 * there at that moment, so nothing that others saved can be overwritten unseen. Once it is out, nobody can open it by
 * its name; the kernel reports who already had it open for writing. Without an exchange, the content is checked just
 * before a plain rename, and the replaced file keeps another name. Later writes into it are detected; only a save by
 * rename between the two is lost, as with any editor.
 */
public final class Swap {
    /** So often something newer is put back that was saved over what had just been put back. */
    private static final int MOST_TURNS = 8;

    private final FileExchanger exchanging;
    private final Writers writers;
    private final Failpoints steps;

    public Swap(FileExchanger exchanging, Writers writers, Failpoints steps) {
        this.exchanging = exchanging;
        this.writers = writers;
        this.steps = steps;
    }

    Writers writers() {
        return writers;
    }

    /** The outcome. */
    enum Outcome {
        /** Ours is in place; the file under our name came out and has the expected content. */
        IN_PLACE,
        /** As {@code IN_PLACE}, by a plain rename: what came out has the name for kept files. */
        RENAMED,
        /** What others saved is in place; check the file under our name before it is removed. */
        CHANGED,
        /** As {@code CHANGED}; some process has the configuration open for writing. */
        BEING_WRITTEN
    }

    /**
     * Puts {@code ours} in the place of {@code target}.
     *
     * @param kept the name for what comes out where there is no exchange
     * @param expected what must come out
     */
    Outcome put(Path ours, Path target, Path kept, byte[] expected) throws IOException, SyncFailure {
        Left put = Left.of(ours);
        // mostly detects a save before ours is ever seen; a later save shows only in what came out
        Outcome before = check(target, expected);
        if (before != Outcome.IN_PLACE) {
            return before;
        }
        try {
            if (exchanging.exchange(ours, target) == FileExchange.Result.UNSUPPORTED) {
                return rename(ours, target, kept, expected);
            }
        } catch (NoSuchFileException e) {
            return Outcome.CHANGED;
        }
        steps.reached(Step.EXCHANGED);
        Outcome out = check(ours, expected);
        if (out != Outcome.IN_PLACE) {
            putBack(ours, target, put);
        }
        steps.reached(Step.INSPECTED);
        return out;
    }

    /** Writers first: if a writer ends between the two checks, the second one sees what it has written. */
    Outcome check(Path file, byte[] expected) throws IOException {
        if (writers.of(file) == OpenWriters.Answer.SOME) {
            return Outcome.BEING_WRITTEN;
        }
        return DurableFiles.holds(file, expected) ? Outcome.IN_PLACE : Outcome.CHANGED;
    }

    private Outcome rename(Path ours, Path target, Path kept, byte[] expected) throws IOException, SyncFailure {
        try {
            Files.createLink(kept, target);
        } catch (NoSuchFileException e) {
            return Outcome.CHANGED;
        } catch (UnsupportedOperationException | FileSystemException e) {
            throw LinkCheck.refusal(
                    target,
                    "is in a file system that can neither exchange two files nor give one a second name ("
                            + Causes.of(e) + "), so what others write into the old file could be lost",
                    Replacement.Words.CONFIGURATION);
        }
        steps.reached(Step.LINKED);
        Outcome last = check(kept, expected);
        if (last != Outcome.IN_PLACE) {
            Files.delete(kept);
            return last;
        }
        Files.move(ours, target, StandardCopyOption.ATOMIC_MOVE);
        steps.reached(Step.EXCHANGED);
        steps.reached(Step.INSPECTED);
        return Outcome.RENAMED;
    }

    /**
     * Puts what came out back in its place. A different file there was saved even later, so that goes back in turn: at
     * the end the newest save is in place, as it would be without us.
     *
     * @param hand what came out
     * @param left what was left in its place
     */
    void putBack(Path hand, Path target, Left left) throws IOException {
        Left inPlace = left;
        for (int turn = 0; turn < MOST_TURNS; turn++) {
            Left back = Left.of(hand);
            try {
                exchanging.exchange(hand, target);
            } catch (NoSuchFileException e) {
                putWhereNothingIs(hand, target);
                return;
            }
            if (inPlace.isUntouchedAt(hand, writers)) {
                return;
            }
            inPlace = back;
        }
    }

    /** Somebody removed the file that we had put there; the file that they knew is the one that came out. */
    static void putWhereNothingIs(Path hand, Path target) throws IOException {
        try {
            Files.createLink(target, hand);
        } catch (FileAlreadyExistsException e) {
            // newer, and in place
            return;
        }
    }

    /**
     * A file as it was left somewhere.
     *
     * @param key its identity in the file system
     * @param bytes null for what is no regular file
     */
    record Left(@Nullable Object key, byte @Nullable [] bytes) {
        static Left of(Path file) throws IOException {
            BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new Left(
                    seen.fileKey(), seen.isRegularFile() ? DurableFiles.read(file, Integer.MAX_VALUE - 16) : null);
        }

        boolean isUntouchedAt(Path file, Writers writers) throws IOException {
            Object found = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
            return Objects.equals(key, found)
                    && (bytes == null
                            || (writers.of(file) != OpenWriters.Answer.SOME && DurableFiles.holds(file, bytes)));
        }
    }
}
