package io.tekton.sharedservices.redaction;

import io.tekton.sharedservices.redaction.ProgramOptions.Meaning;
import io.tekton.sharedservices.secrets.SecretValues;

/** Marks what of a value is secret, by what the value means. */
final class SecretValue {
    private SecretValue() {}

    /**
     * @param start where the value begins in the word
     * @param inText whether the word is part of a shell's text, where a value may still be a variable
     */
    static void mark(Meaning meaning, SecretWords.Word word, String text, int start, boolean inText) {
        String value = text.substring(start);
        if (value.isEmpty()) {
            return;
        }
        switch (meaning.name()) {
            case "secret", "next", "attached" -> {
                if (!isReference(value, inText)) {
                    word.mark(start);
                }
            }
            case "SECRET" ->
                markUnless(SecretValues.isHarmless(value) && (inText || !value.startsWith("$")), word, start);
            case "SECRET_OR_FILE" ->
                markUnless(SecretValues.isHarmless(value) || SecretValues.isFile(value), word, start);
            case "SECRET_IF_ODD" -> markUnless(SecretValues.isPlain(value), word, start);
            case "HOOK" -> hook(word, value, start);
            case "CONNECTION" -> connection(word, value, start);
            case "login" -> login(word, value, start, true);
            case "guess" -> login(word, value, start, false);
            case "percent" -> behind(word, value, start, '%');
            case "comma" -> behind(word, value, start, ',');
            case "slash" -> slash(word, value, start);
            case "pass" -> pass(word, value, start);
            case "cert" -> cert(word, value, start);
            case "cookie" -> markUnless(value.indexOf('=') < 0, word, start);
            case "assignment" -> behind(word, value, start, '=');
            case "unknown" -> markUnless(!SecretValues.isRandom(value), word, start);
            default -> {
                // A value that is no secret by its meaning.
            }
        }
    }

    private static boolean isReference(String value, boolean inText) {
        return inText && (value.startsWith("$") || value.startsWith("\"$")) && SecretValues.isHarmless(bare(value));
    }

    private static String bare(String value) {
        return value.replace("\"", "");
    }

    private static void markUnless(boolean harmless, SecretWords.Word word, int start) {
        if (!harmless) {
            word.mark(start);
        }
    }

    /** The path of an address; its host stays. */
    private static void hook(SecretWords.Word word, String value, int start) {
        int scheme = value.indexOf("://");
        if (scheme < 0) {
            markUnless(SecretValues.isPlain(value), word, start);
            return;
        }
        int path = value.indexOf('/', scheme + 3);
        if (path > 0 && path + 1 < value.length()) {
            word.mark(start + path + 1);
        }
    }

    /** An address keeps what is not secret in it; of anything else nothing is known. */
    private static void connection(SecretWords.Word word, String value, int start) {
        int scheme = value.indexOf("://");
        if (scheme < 0) {
            markUnless(SecretValues.isPlain(value), word, start);
            return;
        }
        int at = value.lastIndexOf('@');
        if (at > scheme && value.substring(scheme + 3, at).indexOf(':') < 0) {
            word.mark(start + scheme + 3, start + at);
        }
    }

    private static void login(SecretWords.Word word, String value, int start, boolean sure) {
        int colon = value.indexOf(':');
        int percent = value.indexOf('%');
        if (colon < 0 && percent > 0) {
            behind(word, value, start, '%');
            return;
        }
        if (colon < 0 || colon + 1 == value.length()) {
            return;
        }
        String user = value.substring(0, colon);
        boolean plain = user.indexOf('/') >= 0
                || value.charAt(colon + 1) == '/'
                || (!user.isEmpty() && user.chars().allMatch(Character::isDigit));
        if (sure || (!plain && !user.isEmpty())) {
            word.mark(start + colon + 1);
        }
    }

    private static void behind(SecretWords.Word word, String value, int start, char sign) {
        int at = value.indexOf(sign);
        if (at >= 0 && at + 1 < value.length()) {
            word.mark(start + at + 1);
        }
    }

    /** {@code user/password@host}. */
    private static void slash(SecretWords.Word word, String value, int start) {
        int slash = value.indexOf('/');
        int at = value.lastIndexOf('@');
        if (slash > 0 && slash + 1 < value.length()) {
            word.mark(start + slash + 1, start + (at > slash ? at : value.length()));
        }
    }

    /** {@code pass:password}; {@code file:}, {@code env:}, {@code fd:} and {@code stdin} say where it is. */
    private static void pass(SecretWords.Word word, String value, int start) {
        if (value.startsWith("pass:")) {
            word.mark(start + 5);
        }
    }

    /** {@code file:password}. */
    private static void cert(SecretWords.Word word, String value, int start) {
        int colon = value.lastIndexOf(':');
        if (colon > 1 && colon + 1 < value.length() && value.indexOf('/', colon) < 0) {
            word.mark(start + colon + 1);
        }
    }
}
