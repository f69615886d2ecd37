package io.tekton.sharedservices.cli;

import io.tekton.sharedservices.cleanup.CommandText;

/** What a person typed, given back to the terminal without its control characters. */
final class Printable {
    private static final int LONGEST = 200;

    private Printable() {}

    static String of(String typed) {
        String safe = CommandText.printable(typed);
        return "'" + (safe.length() > LONGEST ? safe.substring(0, LONGEST) + "..." : safe) + "'";
    }
}
