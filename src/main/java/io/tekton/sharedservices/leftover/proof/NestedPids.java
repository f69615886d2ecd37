package io.tekton.sharedservices.leftover.proof;

import io.tekton.sharedservices.posix.path.Folder;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pids that processes have in PID namespaces below this one, such as containers: {@code NSpid} in
 * {@code proc_pid_status(5)}. A container that shares a folder with this host writes those into its files.
 */
final class NestedPids {
    private static final int MOST = 4_000_000;
    private static final String FIELD = "NSpid:";

    private final Set<Integer> pids = new HashSet<>();
    private @Nullable String unreadable;

    private NestedPids() {}

    static NestedPids read(String proc) {
        NestedPids found = new NestedPids();
        try (Folder processes = Folder.root(proc)) {
            boolean first = false;
            for (String name : processes.names(MOST)) {
                first |= name.equals("1");
                if (OpenThingsReader.isNumber(name)) {
                    found.process(Path.of(proc, name));
                }
            }
            if (!first) {
                found.unreadable = "pid 1 is hidden";
            }
        } catch (IOException e) {
            found.unreadable = Causes.of(e);
        }
        return found;
    }

    private void process(Path process) {
        try {
            Files.readString(process.resolve("status"), StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> line.startsWith(FIELD))
                    .forEach(this::add);
        } catch (IOException e) {
            // what has ended has no pid anywhere
            if (Files.exists(process) && unreadable == null) {
                unreadable = "pid " + process.getFileName() + ": " + Causes.of(e);
            }
        }
    }

    /** The outermost first, which is the one that this host knows it by. */
    private void add(String line) {
        String[] each = line.substring(FIELD.length()).strip().split("\\s+");
        for (int i = 1; i < each.length; i++) {
            pids.add(Integer.parseInt(each[i]));
        }
    }

    boolean has(int pid) {
        return pids.contains(pid);
    }

    /** Of which process it is not known, and why; null where it is known of all. */
    @Nullable
    String unreadable() {
        return unreadable;
    }
}
