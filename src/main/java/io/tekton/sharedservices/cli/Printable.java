package io.tekton.sharedservices.cli;

import io.tekton.sharedservices.settings.PrintableText;

/** What a person typed, given back to the terminal without its control characters. */
final class Printable {
    private static final int LONGEST = 200;

    private Printable() {}

    static String of(String typed) {
        return "'" + PrintableText.escaped(typed, LONGEST) + "'";
    }
}
