package io.tekton.sharedservices.configsync.file;

import io.tekton.sharedservices.configsync.file.Failpoints.Step;
import io.tekton.sharedservices.configsync.file.PreparedWrite.Written;
import io.tekton.sharedservices.posix.OpenWriters;
import io.tekton.sharedservices.posix.OverwrittenFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Writes a file in place. Who opens it meanwhile waits, where the system gives a write lease: to the file's owner and
 * root, on most local file systems. Elsewhere the file is read just before and just after, and a program that locks it
 * is waited for.
 */
final class Overwriting {
    private final Writers writers;
    private final Failpoints steps;

    Overwriting(Writers writers, Failpoints steps) {
        this.writers = writers;
        this.steps = steps;
    }

    /**
     * Writes it if it still is what was read.
     *
     * @param begins called before the first byte is written
     * @throws IOException if it may not be written, or could not be written whole: then the old content was put back,
     *     as far as that could be done
     */
    Written put(Path target, byte[] expected, byte[] bytes, Runnable begins) throws IOException {
        if (writers.of(target) == OpenWriters.Answer.SOME) {
            return Written.BEING_WRITTEN;
        }
        try (OverwrittenFile file = OverwrittenFile.open(target)) {
            file.lease();
            if (!file.lock()) {
                return Written.BEING_WRITTEN;
            }
            if (!Arrays.equals(file.read(expected.length), expected) || !file.isStillTheFile()) {
                return Written.CONTENDED;
            }
            begins.run();
            write(file, expected, bytes);
            boolean undisturbed = Arrays.equals(file.read(bytes.length), bytes) && file.isStillTheFile();
            return undisturbed ? Written.DONE : Written.CONTENDED;
        } catch (NoSuchFileException e) {
            return Written.CONTENDED;
        }
    }

    private void write(OverwrittenFile file, byte[] before, byte[] bytes) throws IOException {
        boolean done = false;
        try {
            file.write(bytes);
            steps.reached(Step.OVERWRITTEN);
            file.endAt(bytes.length);
            steps.reached(Step.CUT);
            done = true;
        } finally {
            if (!done) {
                file.write(before);
                file.endAt(before.length);
            }
        }
    }
}
