package io.tekton.sharedservices.files;

import io.tekton.sharedservices.posix.ThisUser;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Checks whether another user could have written a file. It reads the mode and owner of the file and of every folder
 * and symbolic link on the way to it. It changes nothing; the result is valid at the moment of the check. Immutable,
 * safe for use by many threads.
 *
 * <p>A path is walked name by name from the root. Links are followed as the kernel does (at most 40,
 * {@code path_resolution(7)}), so the folder of a link is checked as well as the folder of its target.
 */
public final class FileTrust {

    private static final int MOST_LINKS = 40;
    private static final int ROOT = 0;

    private final int uid;
    private final OwnGroups groups;
    private final Set<Integer> others;

    /** For tests, which play another user than the one they run as. */
    FileTrust(int uid, OwnGroups groups) {
        this(uid, groups, Set.of());
    }

    private FileTrust(int uid, OwnGroups groups, Set<Integer> others) {
        this.uid = uid;
        this.groups = groups;
        this.others = Set.copyOf(others);
    }

    /** Trust as the user of this process sees it. */
    public static FileTrust ofThisUser() {
        return new FileTrust(ThisUser.uid(), new OwnGroups(Path.of("/etc/group")));
    }

    /**
     * The same, where {@link #judgeOwners} trusts these users as well.
     *
     * @param uids of the users, as {@code stat(2)} has them
     */
    public FileTrust trustingAlso(Set<Integer> uids) {
        return new FileTrust(uid, groups, uids);
    }

    /**
     * The strict judgement, for files that steer this program: a regular file of this user or root, writable by no one
     * else, in folders that not everybody may write. A file writable by its owner's private group gets a warning.
     *
     * @param file need not be absolute; a symbolic link is followed
     * @return what is wrong, empty if nothing
     * @throws java.nio.file.NoSuchFileException if the file, or what its link points to, does not exist
     * @throws IOException if something on the way may not be read
     */
    public List<TrustObjection> judgeStrictly(Path file) throws IOException {
        List<TrustObjection> objections = new ArrayList<>();
        Found found = walk(file, "chmod go-w ", objections);
        Path path = found.path();
        FileStat stat = found.stat();
        mustBeNoFolder(found, objections);
        if (!stat.isRegular()) {
            return List.copyOf(objections);
        }
        if (!isTrusted(stat)) {
            objections.add(fault(
                    path,
                    "belongs to user " + stat.uid() + ", neither to this user (" + uid + ") nor to root",
                    "chown " + uid + " " + quoted(path)));
        }
        if (stat.groupMayWrite()) {
            boolean own = groups.isPrivate(path, stat);
            objections.add(new TrustObjection(
                    !own,
                    false,
                    path,
                    "may be written by group " + stat.gid() + (own ? ", its owner's own" : ""),
                    "chmod go-w " + quoted(path)));
        }
        return List.copyOf(objections);
    }

    /**
     * The lenient judgement, for files that other programs write: a regular file that not everybody may write, in
     * folders that not everybody may write. Any owner and any group will do. A sticky folder that everybody may write,
     * such as the system's temporary folder, is fine if the entry in it belongs to this user or root.
     *
     * @param file need not be absolute; a symbolic link is followed
     * @return what is wrong, all of it grave; empty if nothing
     * @throws java.nio.file.NoSuchFileException if the file, or what its link points to, does not exist
     * @throws IOException if something on the way may not be read
     */
    public List<TrustObjection> judgeLeniently(Path file) throws IOException {
        List<TrustObjection> objections = new ArrayList<>();
        mustBeNoFolder(walk(file, "chmod o-w ", objections), objections);
        return List.copyOf(objections);
    }

    /**
     * The lenient judgement of a folder, for files that may be absent from it: any user who may write it can have
     * removed them.
     *
     * @return what is wrong with it and the folders above, all of it grave; empty if nothing
     * @throws java.nio.file.NoSuchFileException if the folder, or what a link on the way points to, does not exist
     * @throws IOException if something on the way may not be read
     */
    public List<TrustObjection> judgeFolderLeniently(Path folder) throws IOException {
        List<TrustObjection> objections = new ArrayList<>();
        walk(folder, "chmod o-w ", objections);
        return List.copyOf(objections);
    }

    /**
     * The check of owners, for files on which a signal depends. It checks what the lenient judgement checks, for any
     * kind of file. The file and every folder and symbolic link on the way must also belong to this user, root or
     * another trusted user.
     *
     * @param file a file or a folder, not necessarily absolute; a symbolic link is followed
     * @return what is wrong, all of it grave, a wrong owner first; empty if nothing. Where the way cannot be followed
     *     to its end, what is wrong with it up to there
     * @throws java.nio.file.NoSuchFileException if the file, or what a link on the way points to, does not exist, and
     *     nothing is wrong so far
     * @throws IOException if something on the way may not be read, and nothing is wrong so far
     */
    public List<TrustObjection> judgeOwners(Path file) throws IOException {
        List<TrustObjection> objections = new ArrayList<>();
        try {
            walk(file, "chmod o-w ", objections, true);
        } catch (IOException e) {
            if (objections.isEmpty()) {
                throw e;
            }
        }
        objections.sort(Comparator.comparing(objection -> !objection.owner()));
        return List.copyOf(objections);
    }

    private record Found(Path path, FileStat stat) {}

    /** Judges all that is on the way, and the file; {@code remedy} closes a file that is open to all. */
    private Found walk(Path file, String remedy, List<TrustObjection> objections) throws IOException {
        return walk(file, remedy, objections, false);
    }

    private Found walk(Path file, String remedy, List<TrustObjection> objections, boolean owners) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path here = absolute.getRoot();
        FileStat stat = FileStat.of(here);
        judge(here, stat, remedy, objections);
        if (owners) {
            mustBeOfATrustedUser(here, stat, objections);
        }
        Deque<Path> ahead = new ArrayDeque<>();
        absolute.forEach(ahead::addLast);
        for (int links = 0; !ahead.isEmpty(); ) {
            Path name = ahead.removeFirst();
            if (name.toString().equals("..")) {
                here = here.getParent() == null ? here : here.getParent();
                stat = FileStat.of(here);
                continue;
            }
            if (name.toString().isEmpty() || name.toString().equals(".")) {
                continue;
            }
            Path entry = here.resolve(name);
            FileStat next = FileStat.of(entry);
            if (next.isSpecial()) {
                // its mode and owner are the system's; the kind is what is wrong
                objections.add(ofAnotherKind(entry, next));
            } else if (owners) {
                mustBeOfATrustedUser(entry, next, objections);
            } else if (stat.othersMayWrite() && stat.isSticky() && !isTrusted(next)) {
                objections.add(fault(
                        entry,
                        "is in a folder that everybody may write and belongs to user " + next.uid()
                                + ", neither to this user (" + uid + ") nor to root",
                        "move it to a folder of your own"));
            }
            if (next.isLink()) {
                if (++links > MOST_LINKS) {
                    throw new FileSystemLoopException(file.toString());
                }
                Path target = Files.readSymbolicLink(entry);
                List<Path> names = new ArrayList<>();
                target.forEach(names::add);
                for (int i = names.size() - 1; i >= 0; i--) {
                    ahead.addFirst(names.get(i));
                }
                if (target.isAbsolute()) {
                    here = target.getRoot();
                    stat = FileStat.of(here);
                }
                continue;
            }
            here = entry;
            stat = next;
            judge(here, stat, remedy, objections);
        }
        return new Found(here, stat);
    }

    private void mustBeOfATrustedUser(Path path, FileStat stat, List<TrustObjection> objections) {
        if (isTrusted(stat) || others.contains(stat.uid())) {
            return;
        }
        String number = Integer.toUnsignedString(stat.uid());
        String remedy = CommonFolders.has(path)
                ? "run this program as that user"
                : "chown " + (stat.isLink() ? "-h " : "") + Integer.toUnsignedString(uid) + " " + quoted(path);
        TrustObjection objection = new TrustObjection(
                true,
                true,
                path,
                "belongs to user " + number + ", neither to this user (" + Integer.toUnsignedString(uid)
                        + ") nor to root" + (others.isEmpty() ? "" : " nor to another trusted user"),
                remedy);
        if (!objections.contains(objection)) {
            objections.add(objection);
        }
    }

    /** A folder or a regular file, not a link: those have no mode of their own. */
    private static void judge(Path path, FileStat stat, String remedy, List<TrustObjection> objections) {
        if (stat.isSpecial() || !stat.othersMayWrite() || (stat.isFolder() && stat.isSticky())) {
            return;
        }
        TrustObjection objection = stat.isFolder() && CommonFolders.has(path)
                ? fault(path, "may be written by everybody and is not sticky", "move the file to a folder of your own")
                : fault(path, "may be written by everybody", (stat.isFolder() ? "chmod o-w " : remedy) + quoted(path));
        // two links can lead through one folder
        if (!objections.contains(objection)) {
            objections.add(objection);
        }
    }

    private static void mustBeNoFolder(Found found, List<TrustObjection> objections) {
        if (found.stat().isFolder()) {
            objections.add(ofAnotherKind(found.path(), found.stat()));
        }
    }

    private static TrustObjection ofAnotherKind(Path path, FileStat stat) {
        return fault(path, "is " + stat.kind() + ", not a regular file", "name a regular file instead");
    }

    private boolean isTrusted(FileStat stat) {
        return stat.uid() == uid || stat.uid() == ROOT;
    }

    private static TrustObjection fault(Path path, String what, String remedy) {
        return new TrustObjection(true, false, path, what, remedy);
    }

    /** As a shell takes it, so that the remedy can be pasted. */
    private static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[\\w./+:@,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
