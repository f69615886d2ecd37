package io.tekton.sharedservices.cli.view;

import java.lang.Character.UnicodeScript;

/**
 * How many columns of a terminal a text takes: none for a mark upon a letter, two for the wide scripts and most
 * pictures.
 */
final class TextWidth {
    private TextWidth() {}

    static int of(String text) {
        return text.codePoints().map(TextWidth::of).sum();
    }

    /** The longest beginning that takes no more than so many columns. */
    static String cut(String text, int columns) {
        int width = 0;
        for (int at = 0; at < text.length(); at = text.offsetByCodePoints(at, 1)) {
            width += of(text.codePointAt(at));
            if (width > columns) {
                return text.substring(0, at);
            }
        }
        return text;
    }

    private static int of(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
            default -> isWide(c) ? 2 : 1;
        };
    }

    private static boolean isWide(int c) {
        if (c < 0x1100) {
            return false;
        }
        if (c >= 0xFF00 && c <= 0xFFEF) {
            return c <= 0xFF60 || (c >= 0xFFE0 && c <= 0xFFE6);
        }
        return switch (UnicodeScript.of(c)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO, YI -> true;
            default -> (c >= 0x3001 && c <= 0x303E) || (c >= 0x1F300 && c <= 0x1FAFF);
        };
    }
}
