package io.tekton.sharedservices.text;

/** The same result as a pattern, for the few texts that every command reads: loading Java's patterns takes 2 ms. */
public final class Digits {
    private Digits() {}

    /** Whether it is {@code [0-9]{1,most}}. */
    public static boolean decimal(String text, int most) {
        return !text.isEmpty() && text.length() <= most && consistsOf("0123456789", text);
    }

    /** Whether it is {@code [0-9a-f]{length}}. */
    public static boolean hexadecimal(String text, int length) {
        return text.length() == length && consistsOf("0123456789abcdef", text);
    }

    private static boolean consistsOf(String allowed, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (allowed.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }
}
