package io.tekton.sharedservices.configsync.file;

import io.tekton.sharedservices.configsync.plan.ConfigDocument;
import io.tekton.sharedservices.configsync.plan.ConfigFault;
import io.tekton.sharedservices.files.DurableFiles;
import io.tekton.sharedservices.files.FileStamp;
import io.tekton.sharedservices.posix.OpenWriters;
import io.tekton.sharedservices.registry.JsonFileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files that came out of the configuration's place while it was unknown whether a program still has them open:
 * another system's on a network file system, say. They are watched, and what is written to one of them after all is a
 * save of somebody's. One goes when nobody can have it open, or after {@link #LONGEST}. Thread-safe, except that one
 * thread settles.
 */
public final class LateSaves {
    /** How long a file is watched if its writers are unknown. */
    static final Duration LONGEST = Duration.ofDays(7);

    /** How many are watched at most, the youngest. */
    static final int MOST = 100;

    /** A file that was written so shortly ago may be written again without its time changing. */
    private static final Duration RACY = Duration.ofSeconds(2);

    private final Writers writers;
    private final JsonFileReader reader;
    private final Clock clock;
    private final Map<Path, FileStamp> judged = new ConcurrentHashMap<>();

    LateSaves(Writers writers, JsonFileReader reader, Clock clock) {
        this.writers = writers;
        this.reader = reader;
        this.clock = clock;
    }

    /**
     * A save into a file that had come out.
     *
     * @param modified when it was saved
     */
    public record Late(Path file, SwapName name, byte[] bytes, ConfigDocument document, FileTime modified) {}

    /**
     * Whether there is a save to bring back. Cheap where nothing was written since it was last asked; throws nothing.
     */
    public boolean isThere(Path target) {
        try {
            return !find(target).isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The saves to bring back, the newest first. A file without a complete configuration, as during a write, is not a
     * save yet.
     */
    public List<Late> find(Path target) throws IOException {
        List<Late> found = new ArrayList<>();
        for (Path file : kept(target)) {
            FileStamp stamp = FileStamp.of(file).orElse(null);
            if (stamp != null && !stamp.equals(judged.get(file))) {
                late(file, target).ifPresentOrElse(found::add, () -> remember(file, stamp));
            }
        }
        found.sort(Comparator.comparing(Late::modified).reversed());
        return found;
    }

    private Optional<Late> late(Path file, Path target) throws IOException {
        SwapName name = name(file, target);
        if (!(reader.read(file) instanceof JsonFileReader.Reading.Read read)
                || SwapName.digest(read.bytes()).equals(name.taken())) {
            return Optional.empty();
        }
        try {
            ConfigDocument document = ConfigDocument.of(read.json());
            return Optional.of(new Late(file, name, read.bytes(), document, Files.getLastModifiedTime(file)));
        } catch (ConfigFault e) {
            // half of an edit: what follows is read again
            return Optional.empty();
        }
    }

    private void remember(Path file, FileStamp stamp) {
        Instant racy = clock.instant().minus(RACY);
        if (stamp.modified().toInstant().isBefore(racy)) {
            judged.put(file, stamp);
        }
    }

    /** What was written into these files that holds no configuration, in words. */
    public List<String> unfinished(Path target) throws IOException {
        List<String> notices = new ArrayList<>();
        for (Path file : kept(target)) {
            if (!SwapRecovery.digest(file).equals(name(file, target).taken())
                    && late(file, target).isEmpty()) {
                notices.add(
                        "a program has written to the configuration file that a sync replaced, and what it wrote is no"
                                + " configuration yet; it is in " + file);
            }
        }
        return notices;
    }

    /** Its content is in place, or kept: only what is written from now on is another save. */
    public void served(Late late) throws IOException {
        String digest = SwapName.digest(late.bytes());
        Path next = late.file().resolveSibling(late.name().holding(digest).kept());
        Files.move(late.file(), next, StandardCopyOption.ATOMIC_MOVE);
        judged.remove(late.file());
    }

    /** Removes what nobody can have open any more, and what was watched for long enough; never what holds a save. */
    void tidy(Path target) throws IOException {
        List<Path> all = kept(target);
        Instant oldest = clock.instant().minus(LONGEST);
        for (int i = 0; i < all.size(); i++) {
            Path file = all.get(i);
            boolean enough = i >= MOST || changed(file).isBefore(oldest);
            OpenWriters.Answer answer = writers.of(file);
            boolean closed = answer == OpenWriters.Answer.NONE || (enough && answer == OpenWriters.Answer.UNKNOWN);
            if (closed && SwapRecovery.digest(file).equals(name(file, target).taken())) {
                Files.deleteIfExists(file);
                judged.remove(file);
            }
        }
    }

    /** The youngest first. */
    private static List<Path> kept(Path target) throws IOException {
        if (!Files.isDirectory(DurableFiles.folderOf(target))) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        for (Path file : SwapRecovery.named(target)) {
            boolean ours = SwapName.read(file, target.getFileName().toString()).isPresent();
            if (ours && SwapName.isKept(file) && Files.isRegularFile(file)) {
                found.add(file);
            }
        }
        found.sort(Comparator.comparing(LateSaves::changed).reversed());
        return found;
    }

    private static SwapName name(Path file, Path target) {
        return SwapName.read(file, target.getFileName().toString()).orElseThrow();
    }

    /** When it got its name, or was written since; {@code st_ctime}. The beginning of time where it is gone. */
    private static Instant changed(Path file) {
        try {
            return Files.getAttribute(file, "unix:ctime") instanceof FileTime time ? time.toInstant() : Instant.EPOCH;
        } catch (IOException e) {
            return Instant.EPOCH;
        }
    }
}
