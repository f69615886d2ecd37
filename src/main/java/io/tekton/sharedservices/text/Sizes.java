package io.tekton.sharedservices.text;

import java.util.Locale;

/** Sizes as people read them. */
public final class Sizes {
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final double STEP = 1024;

    private Sizes() {}

    /** With one decimal below 10: {@code 512 B}, {@code 1.2 GiB}, {@code 340 MiB}. */
    public static String words(long bytes) {
        if (bytes < STEP) {
            return bytes + " B";
        }
        double size = bytes / STEP;
        int unit = 0;
        while (size >= STEP - 0.5 && unit < UNITS.length - 1) {
            size /= STEP;
            unit++;
        }
        return (size < 9.95 ? String.format(Locale.ROOT, "%.1f", size) : Long.toString(Math.round(size))) + " "
                + UNITS[unit];
    }
}
