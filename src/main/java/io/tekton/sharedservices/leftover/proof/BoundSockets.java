package io.tekton.sharedservices.leftover.proof;

import io.tekton.sharedservices.posix.path.Folder;
import io.tekton.sharedservices.posix.path.ProcessLinks;
import io.tekton.sharedservices.posix.path.SystemCallException;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names of all bound Unix sockets, from {@code net/unix} of each network namespace that a process is in. The kernel
 * has them as they were bound, so a path may be relative, or of another folder tree: only their last names are
 * compared.
 */
final class BoundSockets {
    private static final int MOST = 4_000_000;
    private static final int COLUMNS = 8;

    /** Each byte a character: a path need not be text. */
    private final Set<String> names = new HashSet<>();

    private @Nullable String unreadable;

    private BoundSockets() {}

    static BoundSockets read(String proc) {
        BoundSockets found = new BoundSockets();
        Set<Inode> seen = new HashSet<>();
        try (Folder processes = Folder.root(proc)) {
            boolean first = false;
            for (String name : processes.names(MOST)) {
                if (OpenThingsReader.isNumber(name)) {
                    first |= name.equals("1");
                    found.namespace(Path.of(proc, name, "net", "unix"), "pid " + name, seen);
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

    /** Each namespace has an inode of its own for this file, so each is read once. */
    private void namespace(Path file, String process, Set<Inode> seen) {
        try {
            if (seen.add(Inode.of(ProcessLinks.follow(file.toString())))) {
                Files.readString(file, StandardCharsets.ISO_8859_1)
                        .lines()
                        .skip(1)
                        .forEach(this::line);
            }
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            boolean gone = e instanceof SystemCallException call
                    && (call.isMissing() || call.isNoProcess() || call.isInvalid());
            if (!gone && unreadable == null) {
                unreadable = process + ": " + Causes.of(e);
            }
        }
    }

    private void line(String line) {
        String[] columns = line.strip().split(" +", COLUMNS);
        if (columns.length == COLUMNS && !columns[COLUMNS - 1].startsWith("@")) {
            String path = columns[COLUMNS - 1];
            names.add(path.substring(path.lastIndexOf('/') + 1));
        }
    }

    boolean has(String name) {
        return names.contains(new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }

    /** Which namespace could not be read, and why; null where all could. */
    @Nullable
    String unreadable() {
        return unreadable;
    }
}
