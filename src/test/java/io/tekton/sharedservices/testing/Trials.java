package io.tekton.sharedservices.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * One promise, tried again and again with a printed seed. In a build it is tried a few times; {@code chaos/run} has it
 * tried for a length of time ({@code -Dchaos.seconds}), with the seed that it was given ({@code -Dchaos.seed}), and
 * adds up what is written to {@code -Dchaos.results}. Not thread-safe.
 */
public final class Trials implements AutoCloseable {
    private final String row;
    private final String unit;
    private final int quick;
    private final long seed = Long.getLong("chaos.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final int seconds = Integer.getInteger("chaos.seconds", 0);
    private final long deadline =
            System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    private final Map<String, Long> also = new TreeMap<>();
    private long tried;
    private long kept;

    private Trials(String row, String unit, int quick) {
        this.row = row;
        this.unit = unit;
        this.quick = quick;
        System.out.println(row + ": -Dchaos.seed=" + seed + (seconds > 0 ? " -Dchaos.seconds=" + seconds : ""));
    }

    /**
     * @param row of the table in docs/reliability.md
     * @param unit what is counted
     * @param quick how often a build tries it
     */
    public static Trials of(String row, String unit, int quick) {
        return new Trials(row, unit, quick);
    }

    public Random random() {
        return random;
    }

    /** For a message: which try of which seed this is. */
    public String which() {
        return row + ", try " + tried + " of seed " + seed;
    }

    /** Whether there is another try; it counts as broken until {@link #kept()} is called. */
    public boolean next() {
        if (seconds > 0 ? System.nanoTime() - deadline >= 0 : tried >= quick) {
            return false;
        }
        tried++;
        return true;
    }

    /** One more try whatever the time: for tries that come in batches. */
    public void oneMore() {
        tried++;
    }

    public void kept() {
        kept++;
    }

    /** Something else that was counted, such as the processes of all cleanups. */
    public void also(String what, long number) {
        also.merge(what, number, Long::sum);
    }

    @Override
    public void close() {
        String results = System.getProperty("chaos.results");
        StringBuilder lines = new StringBuilder(line(unit, tried, kept));
        also.forEach((what, number) -> lines.append(line(what, number, tried == kept ? number : 0)));
        System.out.print(lines);
        if (results == null) {
            return;
        }
        try {
            Files.writeString(Path.of(results), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line(String what, long all, long good) {
        return String.join(
                        "\t",
                        row,
                        what,
                        Long.toString(all),
                        Long.toString(good),
                        Long.toString(seed),
                        LocalDate.now(ZoneOffset.UTC).toString())
                + "\n";
    }
}
