package io.tekton.sharedservices.configsync.file;

import io.tekton.sharedservices.files.DurableFiles;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Rhetor's update flag. It is claimed by an atomic rename to another name; from then on Rhetor can raise it again. A
 * claim is removed when it has been served; a claim that is found was left by a sync that did not finish. Of several
 * one is enough: they are made one, by renames that never leave none, so that processes that do it at once take nothing
 * from each other. What the flag says is not needed to act on it: any file of that name, except a folder, means "sync".
 * Thread-safe.
 */
public final class UpdateFlag {
    private static final String CLAIMED = ".claimed-";

    private final Path flag;
    private final FlagTime time;

    /**
     * Claims that could not be removed, though they were served: each name is used once, so they say nothing any more.
     */
    private final Set<Path> served = ConcurrentHashMap.newKeySet();

    public UpdateFlag(Path flag, Clock clock) {
        this.flag = flag;
        this.time = new FlagTime(clock);
    }

    public Path path() {
        return flag;
    }

    /**
     * Whether there is a flag or a claim. A folder that cannot be read is treated as no flag; the next check follows.
     */
    public boolean isRaised() {
        try {
            return isThere() || claims().stream().anyMatch(claim -> !served.contains(claim));
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Claims the flag, if it is raised.
     *
     * @param name unlike any before
     * @return all claims that there are now, also those that were found; whatever raised them happened before
     * @throws IOException if the flag cannot be claimed
     */
    public List<Path> claim(String name) throws IOException {
        Path own = flag.resolveSibling(flag.getFileName() + CLAIMED + name);
        if (isThere()) {
            try {
                Files.move(flag, own, StandardCopyOption.ATOMIC_MOVE);
            } catch (NoSuchFileException e) {
                // another process was faster: its claim is found below, or was served after what raised it
                return claims();
            }
        }
        makeOne(claims(), own);
        return claims();
    }

    /**
     * The others take the name of this claim, the earliest last: what is left was raised first, as a flag says whose
     * claim is older.
     */
    private void makeOne(List<Path> claims, Path own) {
        if (claims.size() < 2) {
            return;
        }
        Path one = claims.contains(own) ? own : claims.get(claims.size() - 1);
        Map<Path, Instant> raised = new HashMap<>();
        claims.forEach(claim -> raised.put(claim, time.of(claim)));
        List<Path> others = new ArrayList<>(claims);
        others.remove(one);
        others.sort(Comparator.<Path, Instant>comparing(raised::get).reversed());
        for (Path other : others) {
            try {
                Files.move(other, one, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                // gone meanwhile, or in the way: it is one claim more, and is served with the rest
                continue;
            }
        }
    }

    /** What keeps the flag from being raised at all, in words: a folder under its name. */
    public Optional<String> obstacle() {
        return Files.isDirectory(flag, LinkOption.NOFOLLOW_LINKS)
                ? Optional.of("the update flag " + flag + " is a folder: nobody can raise the flag; remove it (rmdir '"
                        + flag + "')")
                : Optional.empty();
    }

    /** The claims that there are, and the flag itself where it is raised; claims nothing. */
    public List<Path> pending() throws IOException {
        List<Path> pending = new ArrayList<>(claims());
        if (isThere()) {
            pending.add(flag);
        }
        return pending;
    }

    /** The earliest of the claims, by what they say or else by when they were written. */
    public Instant raisedAt(List<Path> claims) {
        return claims.stream().map(time::of).min(Comparator.naturalOrder()).orElseThrow();
    }

    /**
     * Removes claims that are served.
     *
     * @return those that could not be removed, in words; from now on they raise nothing
     */
    public List<String> remove(List<Path> claims) {
        List<String> left = new ArrayList<>();
        for (Path claim : claims) {
            try {
                Files.deleteIfExists(claim);
                served.remove(claim);
            } catch (IOException e) {
                served.add(claim);
                left.add("the served claim " + claim + " could not be removed: " + Causes.of(e));
            }
        }
        return left;
    }

    private boolean isThere() throws IOException {
        try {
            return !Files.readAttributes(flag, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isDirectory();
        } catch (NoSuchFileException e) {
            return false;
        } catch (FileSystemException e) {
            if (Files.isDirectory(DurableFiles.folderOf(flag))) {
                throw e;
            }
            return false;
        }
    }

    private List<Path> claims() throws IOException {
        Path folder = DurableFiles.folderOf(flag);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        String prefix = flag.getFileName() + CLAIMED;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                folder, entry -> entry.getFileName().toString().startsWith(prefix))) {
            entries.forEach(found::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        found.sort(Comparator.naturalOrder());
        return found;
    }
}
