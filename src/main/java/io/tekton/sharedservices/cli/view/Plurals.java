package io.tekton.sharedservices.cli.view;

/** Numbers with their nouns. */
public final class Plurals {
    private Plurals() {}

    /** {@code 1 run}, {@code 2 runs}. */
    public static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
