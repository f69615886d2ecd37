package io.tekton.sharedservices.files;

import java.nio.file.Path;
import java.util.Set;

/**
 * Folders that other programs need as they are: the system's ({@code hier(7)}), whose mode is never changed, and home
 * folders. No advice says to change either.
 */
public final class CommonFolders {
    private static final Set<String> OF_THE_SYSTEM = Set.of(
            "bin",
            "boot",
            "dev",
            "etc",
            "home",
            "lib",
            "lib32",
            "lib64",
            "media",
            "mnt",
            "opt",
            "proc",
            "root",
            "run",
            "sbin",
            "srv",
            "sys",
            "tmp",
            "usr",
            "var",
            "Applications",
            "Library",
            "System",
            "Users",
            "Volumes",
            "private");

    private static final Set<String> OF_VAR =
            Set.of("backups", "cache", "lib", "local", "lock", "log", "mail", "opt", "run", "spool", "tmp", "www");

    private CommonFolders() {}

    /** @param folder absolute and without {@code ..} */
    public static boolean has(Path folder) {
        return isOfTheSystem(folder)
                || folder.equals(Path.of(System.getProperty("user.home", "/")))
                || isIn("/home", folder)
                || isIn("/Users", folder);
    }

    /** The same, without home folders: a service's account may have its state in its own. */
    public static boolean isOfTheSystem(Path folder) {
        if (folder.getParent() == null || folder.startsWith("/proc") || folder.startsWith("/sys")) {
            return true;
        }
        String name = String.valueOf(folder.getFileName());
        return (isIn("/", folder) && OF_THE_SYSTEM.contains(name))
                || (isIn("/var", folder) && OF_VAR.contains(name))
                || isIn("/usr", folder)
                || isIn("/dev", folder);
    }

    private static boolean isIn(String parent, Path folder) {
        return Path.of(parent).equals(folder.getParent());
    }
}
