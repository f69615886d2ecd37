package io.tekton.sharedservices.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which processes hold the locks of registry files, as far as the system reports it: {@code /proc/locks},
 * {@code proc(5)}. A line there is
 *
 * <pre>{@code 4: FLOCK  ADVISORY  WRITE 708 00:13:12837 0 EOF}</pre>
 *
 * with pid and major:minor:inode. Some file systems name another device there than {@code stat(2)} does, so only the
 * inode is compared.
 */
public final class LockHolders {
    private final Path table;

    /** @param table {@code /proc/locks}; if it does not exist, no lock is known */
    public LockHolders(Path table) {
        this.table = table;
    }

    /**
     * A lock that a process holds.
     *
     * @param pid as the system reports it; 0 or below if the process lives in another PID namespace
     * @param exclusive whether it keeps readers out
     */
    public record Held(Path lockFile, int pid, boolean exclusive) {}

    /** The locks beside these files that are held just now. */
    public List<Held> of(RegistrySettings settings) {
        List<Held> held = new ArrayList<>();
        for (Path lockFile : lockFiles(settings)) {
            try {
                String inode = ":" + Files.getAttribute(lockFile, "unix:ino");
                for (String line : Files.readAllLines(table, StandardCharsets.ISO_8859_1)) {
                    String[] words = line.strip().split("\\s+");
                    if (words.length >= 6 && words[1].equals("FLOCK") && words[5].endsWith(inode)) {
                        held.add(new Held(lockFile, Integer.parseInt(words[4]), words[3].equals("WRITE")));
                    }
                }
            } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
                // this is information for people: what cannot be read is left out
                continue;
            }
        }
        return held;
    }

    private static Set<Path> lockFiles(RegistrySettings settings) {
        Set<Path> files = new LinkedHashSet<>();
        for (RegistryFile file : settings.files()) {
            for (String name : RegistryLocks.NAMES) {
                Path lockFile = file.path().resolveSibling(name);
                if (Files.isRegularFile(lockFile)) {
                    files.add(lockFile);
                }
            }
        }
        return files;
    }
}
