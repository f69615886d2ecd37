package io.tekton.sharedservices.cli.view;

import io.tekton.sharedservices.text.PrintableText;

/** What a person typed, given back to the terminal without its control characters. */
public final class Printable {
    private static final int LONGEST = 200;

    private Printable() {}

    public static String of(String typed) {
        return "'" + PrintableText.escaped(typed, LONGEST) + "'";
    }
}
