package io.tekton.sharedservices.process.linux;

import io.tekton.sharedservices.process.ProcessFacts.Memory;
import io.tekton.sharedservices.process.ProcessFacts.Use;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link Use} from {@code smaps_rollup}, {@code status} and {@code stat} of {@code /proc/PID} ({@code proc(5)}).
 * The first is closed for processes that {@code ptrace(2)} may not read.
 */
final class UseFiles {
    /** Fields 14 and 15 of {@code stat}, counted from the state, field 3. */
    private static final int USER = 14 - 3;

    private static final int KERNEL = 15 - 3;
    private static final long NANOS = 1_000_000_000;

    /** The kernel walks all pages for a rollup, some 20 ms for each GiB; of more than this, RSS is near enough. */
    private static final long LARGEST_ROLLUP = 4L << 30;

    private final Path proc;
    private final int ticksPerSecond;

    UseFiles(Path proc, int ticksPerSecond) {
        this.proc = proc;
        this.ticksPerSecond = ticksPerSecond;
    }

    Use read(int pid) {
        return new Use(memory(pid), cpu(pid));
    }

    private @Nullable Memory memory(int pid) {
        Long whole = FactFiles.sum(lines(pid, "status"), "VmRSS:", "VmSwap:");
        Long shared = whole == null || whole > LARGEST_ROLLUP
                ? null
                : FactFiles.sum(lines(pid, "smaps_rollup"), "Pss:", "SwapPss:");
        if (shared != null) {
            return new Memory(shared, Memory.Kind.PSS);
        }
        return whole == null ? null : new Memory(whole, Memory.Kind.RSS);
    }

    private @Nullable Duration cpu(int pid) {
        String text = String.join(" ", lines(pid, "stat"));
        String[] fields = text.substring(text.lastIndexOf(')') + 1).strip().split(" ");
        if (fields.length <= KERNEL) {
            return null;
        }
        long ticks = Long.parseLong(fields[USER]) + Long.parseLong(fields[KERNEL]);
        return Duration.ofSeconds(ticks / ticksPerSecond, ticks % ticksPerSecond * NANOS / ticksPerSecond);
    }

    private List<String> lines(int pid, String name) {
        try {
            return Files.readAllLines(proc.resolve(pid + "/" + name), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // A process that ends, or that may not be read: what cannot be read is not known, and is shown so.
            return List.of();
        }
    }
}
