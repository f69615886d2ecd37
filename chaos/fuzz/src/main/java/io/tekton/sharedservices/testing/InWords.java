package io.tekton.sharedservices.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What is said to people is words. A fuzzer that is told of comparisons soon gives what is looked for as input, and has it quoted: so what may be quoted
 * counts only where it was not given.
 */
public final class InWords {
    /** Never quoted as they are: a stack trace's line, and what steers a terminal. */
    private static final List<String> NEVER = List.of("\n\tat ", "\u001b", "\u202e");

    private InWords() {}

    /** @throws AssertionError if it is not */
    public static void check(String said, byte[] given) {
        for (String word : NEVER) {
            if (said.contains(word)) {
                throw new AssertionError("not in words: " + said);
            }
        }
        if (said.contains("Exception") && !new String(given, StandardCharsets.UTF_8).contains("Exception")) {
            throw new AssertionError("names a class: " + said);
        }
    }
}
