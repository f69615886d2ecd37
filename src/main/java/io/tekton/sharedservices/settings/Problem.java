package io.tekton.sharedservices.settings;

import io.tekton.sharedservices.text.PrintableText;

/**
 * One fault of the settings. It never holds a secret: the value of a key that seems to name a secret is masked here,
 * also where the other texts repeat it.
 *
 * @param origin file and line, variable or option
 * @param key empty where the fault is not one key's
 * @param value as given; empty where there is none
 * @param what what is wrong
 * @param allowed what is allowed instead, or how to fix it; empty where {@code what} is enough
 */
public record Problem(Origin origin, String key, String value, String what, String allowed) {

    private static final int LONGEST_SHOWN = 200;

    public Problem {
        if (Secrets.isSecret(key, value) && !value.isEmpty()) {
            what = what.replace(value, Secrets.MASK);
            allowed = allowed.replace(value, Secrets.MASK);
            value = Secrets.MASK;
        }
    }

    /** One line, without control characters: {@code FILE:12: key = value: what is wrong; allowed: what is}. */
    public String text() {
        String setting = key.isEmpty() ? "" : ": " + shortened(key) + (value.isEmpty() ? "" : " = " + shortened(value));
        return PrintableText.escaped(
                origin.text() + setting + ": " + what + (allowed.isEmpty() ? "" : "; allowed: " + allowed));
    }

    private static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST_SHOWN
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST_SHOWN)) + "...";
    }
}
