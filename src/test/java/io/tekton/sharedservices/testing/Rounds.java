package io.tekton.sharedservices.testing;

/** How often a test does again what it does: a few times in {@code mvn verify}, more often in {@code mvn -Plong verify}. */
public final class Rounds {
    /** The tag of a class whose tests have a long form; {@code -Plong} runs these alone. */
    public static final String LONG_FORM = "long-form";

    private Rounds() {}

    public static int of(int few, int many) {
        return isLong() ? many : few;
    }

    /** Whether this is the long form. */
    public static boolean isLong() {
        return Boolean.getBoolean("tests.long");
    }
}
