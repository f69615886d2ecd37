package io.tekton.sharedservices.cleanup.verdict;

import java.time.Duration;

/** Durations as people read them in a table. */
public final class AgeText {
    private AgeText() {}

    /** The two largest units: {@code 3d 4h}, {@code 2h 30m}, {@code 6m}, {@code 12s}. */
    public static String words(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return two(seconds / 60, "m", seconds % 60, "s");
        }
        return seconds < 86_400
                ? two(seconds / 3600, "h", seconds % 3600 / 60, "m")
                : two(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return large + largeUnit + (small == 0 ? "" : " " + small + smallUnit);
    }
}
