package io.tekton.sharedservices.configsync.file;

import io.tekton.sharedservices.files.DurableFiles;
import io.tekton.sharedservices.posix.OpenWriters;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What an unfinished sync left beside the configuration. Files that only the sync wrote are removed. A file that came
 * out of the configuration's place, and that the sync did not mean to take out, is a person's edit. It goes back if
 * ours is still in place, and else into the backups. A file that somebody may still have open is never removed: it is
 * kept under another name, for {@link LateSaves} to watch.
 */
public final class SwapRecovery {
    private final Swap swap;
    private final Backups backups;
    private final Replacement.Words words;

    public SwapRecovery(Swap swap, Backups backups, Replacement.Words words) {
        this.swap = swap;
        this.backups = backups;
        this.words = words;
    }

    /**
     * Settles all of them.
     *
     * @param target the configuration, no link
     * @return what people should know of, in words
     * @throws IOException if one could not be settled; nothing of anybody's is lost then
     */
    public List<String> settle(Path target) throws IOException {
        List<String> notices = new ArrayList<>();
        String config = target.getFileName().toString();
        for (Path file : named(target)) {
            SwapName name = SwapName.read(file, config).orElse(null);
            if (name != null && SwapName.isKept(file)) {
                removeSecondName(file, target);
            } else if (name != null && !isAnothers(name)) {
                settle(file, name, target, notices);
            }
        }
        return notices;
    }

    /** Settles one of a sync that goes on: it is this process's. */
    void settle(Path file, SwapName name, Path target, List<String> notices) throws IOException {
        if (SwapName.isPart(file)) {
            Files.deleteIfExists(file);
        } else if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            notices.add(file + " came out of the place of " + words.content()
                    + " and is no regular file; it was left as it is");
        } else if (swap.writers().of(file) == OpenWriters.Answer.SOME) {
            notices.add(file + " is open for writing; it was left as it is for now");
        } else {
            settleContent(file, name, target, notices);
        }
    }

    private void settleContent(Path file, SwapName name, Path target, List<String> notices) throws IOException {
        String digest = digest(file);
        if (!digest.equals(name.put()) && !digest.equals(name.taken())) {
            String inPlace = digest(target);
            if (inPlace.equals(name.put())) {
                swap.putBack(file, target, Swap.Left.of(target));
            } else if (inPlace.isEmpty()) {
                Swap.putWhereNothingIs(file, target);
            }
            DurableFiles.syncFolder(DurableFiles.folderOf(target));
            keepUnlessOurs(file, name, target, notices);
        }
        removeUnlessOpen(file, name, target);
    }

    private void keepUnlessOurs(Path file, SwapName name, Path target, List<String> notices) throws IOException {
        String digest = digest(file);
        if (!digest.equals(name.put()) && !digest.equals(name.taken()) && !digest.equals(digest(target))) {
            byte[] bytes = DurableFiles.read(file, Integer.MAX_VALUE - 16);
            notices.add("an edit of " + words.content() + " that another one overtook was kept as "
                    + backups.keep(bytes, name.run() + "-edit").file());
        }
    }

    /**
     * What it holds is in place or kept, so it may go: unless somebody may write to it, or has done so since it was
     * read.
     */
    void removeUnlessOpen(Path file, SwapName name, Path target) throws IOException {
        if (removeSecondName(file, target)) {
            return;
        }
        String digest = digest(file);
        if (swap.writers().of(file) == OpenWriters.Answer.NONE && digest.equals(digest(file))) {
            Files.deleteIfExists(file);
        } else if (!digest.isEmpty()) {
            Path kept = file.resolveSibling(name.holding(digest).kept());
            Files.move(file, kept, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Such as a kill between link and rename leaves. */
    private static boolean removeSecondName(Path file, Path target) throws IOException {
        boolean second = Files.exists(file) && Files.exists(target) && Files.isSameFile(file, target);
        if (second) {
            Files.delete(file);
        }
        return second;
    }

    /** Empty if it does not exist, or is not a regular file. */
    static String digest(Path file) throws IOException {
        try {
            return Files.isRegularFile(file) ? SwapName.digest(DurableFiles.read(file, Integer.MAX_VALUE - 16)) : "";
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private static boolean isAnothers(SwapName name) {
        return name.pid() != ProcessHandle.current().pid()
                && ProcessHandle.of(name.pid()).map(ProcessHandle::isAlive).orElse(false);
    }

    /** The files beside the configuration whose names a sync made. */
    public static List<Path> named(Path target) throws IOException {
        List<Path> found = new ArrayList<>();
        String prefix = SwapName.prefix(target.getFileName().toString());
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                DurableFiles.folderOf(target),
                entry -> entry.getFileName().toString().startsWith(prefix))) {
            entries.forEach(found::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }
}
