package io.tekton.sharedservices.posix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Makes the first touch of JNA safe. JNA carries its native half inside its jar and unpacks it before it loads it; what
 * is in a folder that others may write could be swapped in between, and would then run as this user. So, unless the
 * launcher has named a folder with the unpacked library ({@code jna.boot.library.path}), JNA is given a fresh folder
 * that is this user's alone. If the named folder holds no library for this host, no native calls are made: JNA would
 * fall back to another folder.
 */
public final class NativeAccess {
    private NativeAccess() {}

    /**
     * To be called before the first JNA class is touched; further calls do nothing. Thread-safe.
     *
     * @throws LinkageError if no private folder could be made: then no native call is possible
     */
    public static void prepare() {
        Prepared.once();
    }

    /** The virtual machine initialises a class once, under a lock: that is the memory of what was done. */
    private static final class Prepared {
        static {
            if (System.getProperty("jna.boot.library.path") == null) {
                System.setProperty("jna.tmpdir", privateFolder().toString());
            } else {
                System.setProperty("jna.nounpack", "true");
            }
        }

        private static void once() {}

        private static Path privateFolder() {
            try {
                Path folder = Files.createTempDirectory(
                        "shared-services-native-",
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                folder.toFile().deleteOnExit();
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException("no private folder for the native library could be made", e);
            }
        }
    }
}
