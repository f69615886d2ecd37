package io.tekton.sharedservices.configsync.file;

import io.tekton.sharedservices.files.Sha256;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of the file that a sync puts in the configuration's place. It says what the sync takes out and what it puts
 * in, so that after a crash the name alone shows what the file is: see {@link SwapRecovery}.
 *
 * @param config the file name of the configuration
 * @param run of the sync
 * @param pid of the process
 * @param taken digest of what is to come out
 * @param put digest of what is to go in
 */
public record SwapName(String config, String run, long pid, String taken, String put) {
    private static final Pattern REST =
            Pattern.compile("\\.sync-([\\w-]+)\\.(\\d{1,18})\\.([0-9a-f]{32})\\.([0-9a-f]{32})\\.(part|swap|kept)");

    static SwapName of(Path config, String run, byte[] taken, byte[] put) {
        return new SwapName(
                config.getFileName().toString(), run, ProcessHandle.current().pid(), digest(taken), digest(put));
    }

    /** Half of the SHA-256: enough to distinguish two contents, short enough for a file name. */
    public static String digest(byte[] bytes) {
        return Sha256.of(bytes).substring(0, 32);
    }

    /** Not written whole yet: nothing but a sync ever wrote to it. */
    String part() {
        return stem() + "part";
    }

    /** Written whole; it and the configuration may have changed places. */
    String swap() {
        return stem() + "swap";
    }

    /** Taken out, and kept for as long as somebody may still write to it: see {@link LateSaves}. */
    String kept() {
        return stem() + "kept";
    }

    /** The same for other content than what was taken out. */
    SwapName holding(String digest) {
        return new SwapName(config, run, pid, digest, put);
    }

    private String stem() {
        return prefix(config) + run + '.' + pid + '.' + taken + '.' + put + '.';
    }

    static String prefix(String config) {
        return '.' + config + ".sync-";
    }

    static boolean isPart(Path file) {
        return file.getFileName().toString().endsWith(".part");
    }

    static boolean isKept(Path file) {
        return file.getFileName().toString().endsWith(".kept");
    }

    /** What the name of a file says; empty if it is not one of ours. */
    static Optional<SwapName> read(Path file, String config) {
        String name = file.getFileName().toString();
        if (!name.startsWith('.' + config)) {
            return Optional.empty();
        }
        Matcher rest = REST.matcher(name.substring(1 + config.length()));
        return rest.matches()
                ? Optional.of(new SwapName(
                        config, rest.group(1), Long.parseLong(rest.group(2)), rest.group(3), rest.group(4)))
                : Optional.empty();
    }
}
