package io.tekton.sharedservices.store.database;

import io.tekton.sharedservices.files.CommonFolders;
import io.tekton.sharedservices.posix.ThisUser;
import io.tekton.sharedservices.store.sql.StoreException;
import io.tekton.sharedservices.store.sql.StoreFiles;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Makes and judges the folder that holds the store: this user's own, and no one else's to read or write. */
public final class StateFolder {
    private static final Set<PosixFilePermission> OURS_ALONE = PosixFilePermissions.fromString("rwx------");

    private StateFolder() {}

    /**
     * The folder with all links resolved, created where missing and closed to others.
     *
     * @throws StoreException if it is another user's, if others could have put something into it, or if its name cannot
     *     be written into a database address
     */
    public static Path prepare(Path wanted) {
        Path absolute = wanted.toAbsolutePath().normalize();
        refuseUnspeakable(absolute);
        try {
            if (!Files.exists(absolute)) {
                make(absolute);
            }
            Path folder = absolute.toRealPath();
            refuseUnspeakable(folder);
            if (!Files.isDirectory(folder)) {
                throw new StoreException("the state folder " + folder + " is not a folder; name another with --state");
            }
            refuseForeign(folder);
            tighten(folder);
            return folder;
        } catch (IOException e) {
            throw new StoreException("the state folder " + absolute + " cannot be created or read: " + Causes.of(e), e);
        }
    }

    private static void refuseUnspeakable(Path folder) {
        if (!H2.canAddress(folder)) {
            throw new StoreException("the state folder " + folder
                    + " has a semicolon or a backslash in its path, which the database's address cannot hold;"
                    + " name another with --state");
        }
    }

    private static void make(Path folder) throws IOException {
        Path parent = folder.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OURS_ALONE));
        if (parent != null) {
            StoreFiles.sync(parent);
        }
    }

    private static void refuseForeign(Path folder) throws IOException {
        int self = ThisUser.uid();
        Object owner = Files.getAttribute(folder, "unix:uid");
        if (!(owner instanceof Integer uid) || uid != self) {
            throw new StoreException("the state folder " + folder + " belongs to user " + owner + ", not to this user ("
                    + (self == ThisUser.UNKNOWN ? "whose number cannot be read" : Integer.toUnsignedString(self))
                    + "); name one of your own with --state");
        }
    }

    private static void tighten(Path folder) throws IOException {
        Set<PosixFilePermission> found = Files.getPosixFilePermissions(folder);
        if (EnumSet.copyOf(OURS_ALONE).containsAll(found)) {
            return;
        }
        if (CommonFolders.isOfTheSystem(folder)) {
            throw new StoreException("the state folder " + folder + " is one of the system's, and nobody else may read"
                    + " a state folder; name another with --state");
        }
        boolean othersMayWrite =
                found.contains(PosixFilePermission.GROUP_WRITE) || found.contains(PosixFilePermission.OTHERS_WRITE);
        if (othersMayWrite && !isEmpty(folder)) {
            throw new StoreException("the state folder " + folder + " may be written by others ("
                    + PosixFilePermissions.toString(found)
                    + ") and is not empty; "
                    + (CommonFolders.has(folder)
                            ? "name another with --state"
                            : "check its content, then: chmod 700 " + folder));
        }
        Files.setPosixFilePermissions(folder, OURS_ALONE);
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            return !entries.iterator().hasNext();
        }
    }
}
