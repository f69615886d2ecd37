package io.tekton.sharedservices.testing;

import java.util.Arrays;
import java.util.stream.Stream;

/**
 * How often a test does again what it does: a few times in {@code mvn verify}, more often in {@code mvn -Plong verify}.
 */
public final class Rounds {
    /**
     * The tag of a test, or of a class of tests, that has a long form: {@code mvn verify} runs the short one,
     * {@code -Plong} the long one.
     */
    public static final String LONG_FORM = "long-form";

    /**
     * The tag of a test that {@code mvn verify} leaves out, for a quicker one tries the same kind of thing;
     * {@code -Plong} runs it.
     */
    public static final String LONG_ONLY = "long-only";

    private Rounds() {}

    public static int of(int few, int many) {
        return isLong() ? many : few;
    }

    /** Cases of a parameterized test: the first few of them, in the long form all. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T> Stream<T> some(int few, T... all) {
        return Arrays.stream(all).limit(of(few, all.length));
    }

    /** Whether this is the long form. */
    public static boolean isLong() {
        return Boolean.getBoolean("tests.long");
    }
}
