package io.tekton.sharedservices.doctor;

import io.tekton.sharedservices.files.CommonFolders;
import io.tekton.sharedservices.process.Owner;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Checks the folder of store, token and logs: its owner, who else has access, and the free space. */
public final class FolderChecks {
    private static final Set<String> OF_THE_KERNEL = Set.of("proc", "sysfs", "cgroup", "cgroup2");
    private static final long LITTLE_DISK = 256L * 1024 * 1024;

    private FolderChecks() {}

    /** Whether it is, or can become, this user's own. */
    public static Check state(Path folder, Owner self) {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return whyNotCreated(folder)
                    .map(why -> Check.bad(
                            "state folder",
                            folder + " cannot be created: " + why,
                            "name a folder that this user can make with --state"))
                    .orElseGet(() -> Check.good("state folder", folder + " will be created when it is needed"));
        }
        try {
            if (!Files.isDirectory(folder)) {
                return Check.bad("state folder", folder + " is no folder", "name a folder with --state");
            }
            if (Files.getAttribute(folder, "unix:uid") instanceof Integer uid
                    && self.uid() != -1
                    && uid != self.uid()) {
                return Check.bad(
                        "state folder",
                        folder + " belongs to " + Files.getOwner(folder) + ", not to this user (" + self.name() + ")",
                        "run it as that user, or name a folder of this user's with --state");
            }
            if (!Files.isWritable(folder)) {
                return Check.bad(
                        "state folder",
                        folder + " cannot be written by this user",
                        (CommonFolders.has(folder) ? "" : "chmod 700 '" + folder + "' as its owner, or ")
                                + "name a folder of this user's with --state");
            }
            String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
            return mode.endsWith("------")
                    ? Check.good(
                            "state folder",
                            folder + ", " + mode
                                    + volatileFileSystem(folder)
                                            .map(warning -> "; warning: " + warning)
                                            .orElse(""))
                    : Check.bad(
                            "state folder",
                            folder + " is open to others: " + mode,
                            CommonFolders.has(folder) ? "name another with --state" : "chmod 700 '" + folder + "'");
        } catch (IOException | UnsupportedOperationException e) {
            return Check.bad("state folder", folder + " cannot be read: " + Causes.of(e), "check its owner and mode");
        }
    }

    private static Optional<String> whyNotCreated(Path folder) {
        Path known = existing(folder);
        try {
            if (!Files.isDirectory(known)) {
                return Optional.of(known + " is no folder");
            }
            if (Files.getFileStore(known).isReadOnly()) {
                return Optional.of("the file system of " + known + " is mounted read-only");
            }
            if (OF_THE_KERNEL.contains(Files.getFileStore(known).type())) {
                return Optional.of(known + " is the kernel's and holds no files of others");
            }
        } catch (IOException e) {
            return Optional.of(Causes.of(e));
        }
        return Files.isWritable(known) ? Optional.empty() : Optional.of(known + " cannot be written by this user");
    }

    /** What is wrong if the folder is kept in memory; empty if it is not, or if that is unknown. */
    public static Optional<String> volatileFileSystem(Path folder) {
        try {
            String type = Files.getFileStore(existing(folder)).type();
            return type.equals("tmpfs") || type.equals("ramfs")
                    ? Optional.of("the state folder " + folder + " is in memory (" + type
                            + "): the record of what was ended is lost with the next boot; name another with --state")
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static Check logs(Path folder) {
        Path known = existing(folder);
        return Files.isDirectory(known) && Files.isWritable(known)
                ? Check.good("logs", folder + (known.equals(folder) ? "" : " will be created when it is needed"))
                : Check.bad(
                        "logs",
                        folder + " cannot be written",
                        CommonFolders.has(known)
                                ? "name the platform's folder in TEKTON_ROOT"
                                : "give this user the right to write " + known);
    }

    static Check disk(Path folder) {
        Path known = existing(folder);
        try {
            return disk(known, Files.getFileStore(known).getUsableSpace());
        } catch (IOException e) {
            return Check.bad(
                    "disk", "the free space for " + known + " is unknown: " + Causes.of(e), "check the file system");
        }
    }

    static Check disk(Path folder, long freeBytes) {
        String found = freeBytes / (1024 * 1024) + " MiB free for " + folder;
        return freeBytes >= LITTLE_DISK
                ? Check.good("disk", found)
                : Check.bad(
                        "disk",
                        found + ", less than " + LITTLE_DISK / (1024 * 1024) + " MiB",
                        "make room: without a durable record nothing is signalled");
    }

    /** The folder, or the nearest above it that is there; a link to nothing is. */
    private static Path existing(Path folder) {
        Path known = folder;
        while (known.getParent() != null && !Files.exists(known, LinkOption.NOFOLLOW_LINKS)) {
            known = known.getParent();
        }
        return known;
    }
}
