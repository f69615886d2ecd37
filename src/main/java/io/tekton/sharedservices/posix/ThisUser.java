package io.tekton.sharedservices.posix;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who this process is, asked without any native library of ours. */
public final class ThisUser {

    /** No user has this number. Where the user is unknown, no file or process is therefore treated as this user's. */
    public static final int UNKNOWN = -1;

    private ThisUser() {}

    /**
     * The effective uid of this process.
     *
     * @return {@link #UNKNOWN} where the system does not report it
     */
    public static int uid() {
        return uid(Path.of("/proc/self/status"), new UnixSystem());
    }

    /** @param status of this process, {@code proc(5)}; takes precedence if it can be read */
    static int uid(Path status, UnixSystem system) {
        try {
            // Latin-1 takes any byte of the process's name
            return Files.readAllLines(status, StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> line.startsWith("Uid:"))
                    .map(line -> line.split("\\s+"))
                    .mapToInt(fields -> Integer.parseUnsignedInt(fields[2]))
                    .findFirst()
                    .orElse(UNKNOWN);
        } catch (IOException noProc) {
            // without an entry in passwd(5), UnixSystem says 0, which is root, and gives no name
            return system.getUsername() == null ? UNKNOWN : (int) system.getUid();
        }
    }
}
