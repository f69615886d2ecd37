package io.tekton.sharedservices.process.linux;

import io.tekton.sharedservices.process.ProcessFacts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link ProcessFacts} from {@code /proc/PID} ({@code proc(5)}, {@code cgroups(7)}). For one process at a time;
 * nothing is acted upon.
 */
final class FactFiles {
    private static final int SLAVES = 136;
    private static final int LAST_SLAVES = 143;
    private static final int CONSOLES = 4;
    private static final int FIRST_SERIAL = 64;
    private static final int MINORS = 256;
    private static final long KIB = 1024;

    private final Path process;

    FactFiles(Path proc, int pid) {
        this.process = proc.resolve(Integer.toString(pid));
    }

    ProcessFacts read() {
        String[] stat = stat();
        return new ProcessFacts(
                folder(),
                stat == null ? null : terminal(Integer.parseInt(stat[7 - 3])),
                stat == null ? null : Integer.valueOf(stat[6 - 3]),
                cgroup(),
                memory());
    }

    private @Nullable String folder() {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).toString();
        } catch (IOException e) {
            return null;
        }
    }

    /** The fields of {@code stat} from the third on; the second, the name, may hold blanks. */
    private String @Nullable [] stat() {
        List<String> lines = lines("stat");
        if (lines.isEmpty()) {
            return null;
        }
        String text = String.join(" ", lines);
        String[] fields = text.substring(text.lastIndexOf(')') + 1).strip().split(" ");
        return fields.length > 7 - 3 ? fields : null;
    }

    private List<String> lines(String name) {
        try {
            return Files.readAllLines(process.resolve(name), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // A process that ends, or belongs to another user: what cannot be read is not known, and is shown so.
            return List.of();
        }
    }

    /** By its device number: {@code tty_nr} of {@code proc(5)}, the majors of {@code devices.txt} of the kernel. */
    static String terminal(int device) {
        if (device == 0) {
            return "none";
        }
        int major = (device >> 8) & 0xFFF;
        int minor = (device & 0xFF) | ((device >> 12) & 0xFFF00);
        if (major >= SLAVES && major <= LAST_SLAVES) {
            return "pts/" + (minor + (major - SLAVES) * MINORS);
        }
        if (major == CONSOLES) {
            return minor < FIRST_SERIAL ? "tty" + minor : "ttyS" + (minor - FIRST_SERIAL);
        }
        return "device " + major + ":" + minor;
    }

    /** That of version 2, which has number 0 and no controllers; else the first. */
    private @Nullable String cgroup() {
        String first = null;
        for (String line : lines("cgroup")) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && (first == null || line.startsWith("0::"))) {
                first = parts[2];
            }
        }
        return first;
    }

    private @Nullable Long memory() {
        return sum(lines("status"), "VmRSS:", "VmSwap:");
    }

    /** The sum in bytes of the lines that begin with these words and hold KiB; null where there is none. */
    static @Nullable Long sum(List<String> lines, String... words) {
        Long sum = null;
        for (String line : lines) {
            for (String word : words) {
                if (line.startsWith(word)) {
                    long kib = Long.parseLong(line.replaceAll("[^0-9]", ""));
                    sum = (sum == null ? 0 : sum) + kib * KIB;
                }
            }
        }
        return sum;
    }
}
