package io.tekton.sharedservices.registry;

import io.tekton.sharedservices.concurrent.Stopwatch;
import io.tekton.sharedservices.json.FileFault;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads one file that others write: whether it can be trusted, what it says, or whether it really does not exist.
 * Thread-safe where the parsing is.
 *
 * @param <T> what the file says
 */
final class ForeignFileReader<T> {
    /** Time for a writer that writes in place to come to its end. */
    private static final Duration BEFORE_SECOND_READ = Duration.ofMillis(100);

    private final ForeignTrust trust;
    private final Stopwatch stopwatch;
    private final Parsing<T> parsing;
    private final StableBytes bytes;

    ForeignFileReader(ForeignTrust trust, Stopwatch stopwatch, Parsing<T> parsing) {
        this.trust = trust;
        this.stopwatch = stopwatch;
        this.parsing = parsing;
        this.bytes = new StableBytes(stopwatch);
    }

    /** Makes something of a file's bytes. */
    interface Parsing<T> {
        /** @throws FileFault if the bytes say nothing that is allowed */
        T parse(byte[] bytes, Path file) throws FileFault;
    }

    /**
     * Reads the file, and once more a moment later where it may have been read in the middle of a write.
     *
     * @param file absolute
     * @return what the file says; empty if it is not there, and everything on the way to it is in order
     * @throws FileFault if neither can be determined
     */
    Optional<T> read(Path file) throws FileFault, InterruptedException {
        try {
            return readOnce(file);
        } catch (FileFault fault) {
            if (!fault.isPassing()) {
                throw fault;
            }
        }
        stopwatch.pause(BEFORE_SECOND_READ);
        Optional<T> second = readOnce(file);
        if (second.isEmpty()) {
            throw FileFault.lasting("existed, could not be read, and disappeared a moment later");
        }
        return second;
    }

    private Optional<T> readOnce(Path file) throws FileFault, InterruptedException {
        try {
            ForeignTrust.mustBeEmpty(trust.ofFile(file));
            return Optional.of(parsing.parse(bytes.read(file), file));
        } catch (NoSuchFileException e) {
            mustBeAbsent(file);
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * A dangling link, on the way or at its end, is a broken registry and not an absent one. In a folder that everybody
     * may write, anybody may have removed the file.
     */
    private void mustBeAbsent(Path file) throws FileFault {
        try {
            for (Path above = file; above != null; above = above.getParent()) {
                if (isThere(above)) {
                    mustBeFolderAbove(file, above);
                    return;
                }
            }
            throw FileFault.lasting("is in a file system without a root");
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static boolean isThere(Path entry) throws IOException {
        try {
            Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void mustBeFolderAbove(Path file, Path above) throws IOException, FileFault {
        if (Files.isSymbolicLink(above) && !Files.exists(above)) {
            throw FileFault.lasting(
                    above.equals(file)
                            ? "is a symbolic link to nowhere"
                            : "is below " + above + ", a symbolic link to nowhere");
        }
        if (above.equals(file)) {
            throw FileFault.passing("appeared and disappeared while it was checked");
        }
        if (!Files.isDirectory(above)) {
            // ENOTDIR: newer JDKs report it as a file that does not exist.
            throw FileFault.lasting("is below " + above + ", which is no folder");
        }
        ForeignTrust.mustBeEmpty(trust.ofFolder(above));
    }

    private static FileFault unreadable(IOException e) {
        return FileFault.lasting("cannot be read: " + Causes.withoutPath(e));
    }
}
