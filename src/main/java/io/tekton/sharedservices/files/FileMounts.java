package io.tekton.sharedservices.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether one file is mounted by itself, here or, as containers have it, in another mount namespace:
 * {@code /proc/PID/mountinfo}, {@code proc(5)}. A process that has it mounted still sees the old file after another
 * file takes its name. Namespaces that this user may not read are not checked.
 */
public final class FileMounts {
    private static final int ROOT = 3;
    private static final int POINT = 4;
    private static final int DEVICE = 2;

    private FileMounts() {}

    /** One line of a mountinfo. */
    private record Mount(String device, Path root, Path point) {}

    /**
     * Where a file is mounted by itself, in words.
     *
     * @param file a real path
     * @return empty where none was seen
     */
    public static Optional<String> of(Path file) {
        List<Mount> own = mounts(Path.of("/proc/self/mountinfo"));
        for (Mount mount : own) {
            if (mount.point().equals(file)) {
                return Optional.of("it is a mount point");
            }
        }
        Mount home = null;
        for (Mount mount : own) {
            // the later of two on one point covers the earlier
            if (file.startsWith(mount.point())
                    && (home == null
                            || mount.point().getNameCount() >= home.point().getNameCount())) {
                home = mount;
            }
        }
        return home == null
                ? Optional.empty()
                : elsewhere(home, home.root().resolve(home.point().relativize(file)));
    }

    private static Optional<String> elsewhere(Mount home, Path root) {
        Set<Path> seen = new HashSet<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (!seen.add(namespace(process))) {
                    continue;
                }
                for (Mount mount : mounts(process.resolve("mountinfo"))) {
                    if (mount.device().equals(home.device()) && mount.root().equals(root)) {
                        return Optional.of(
                                "process " + process.getFileName() + " has it mounted by itself at " + mount.point());
                    }
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** A namespace that cannot be read counts as a separate one. */
    private static Path namespace(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("ns/mnt"));
        } catch (IOException e) {
            return process;
        }
    }

    private static List<Mount> mounts(Path mountinfo) {
        List<Mount> mounts = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(mountinfo, StandardCharsets.UTF_8)) {
                String[] fields = line.split(" ");
                if (fields.length > POINT && fields[ROOT].startsWith("/") && fields[POINT].startsWith("/")) {
                    mounts.add(new Mount(
                            fields[DEVICE], Path.of(unescaped(fields[ROOT])), Path.of(unescaped(fields[POINT]))));
                }
            }
        } catch (IOException e) {
            // another user's process, a process that has ended, or not Linux
            return mounts;
        }
        return mounts;
    }

    /** Blank, tab, line feed and backslash are written as {@code \040} and so on. */
    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\'
                    && i + 3 < text.length()
                    && text.substring(i + 1, i + 4).matches("[0-7]{3}")) {
                plain.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                plain.append(text.charAt(i));
            }
        }
        return plain.toString();
    }
}
