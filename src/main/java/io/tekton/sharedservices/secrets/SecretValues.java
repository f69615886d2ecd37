package io.tekton.sharedservices.secrets;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What kind of value this appears to be: an ordinary word, a file, or the output of a random generator. */
public final class SecretValues {
    /** Words that a secret's name may be given without being the secret. */
    private static final Set<String> HARMLESS = SecretNames.words("""
            true false yes no on off none null nil auto default required optional disabled enabled basic digest ntlm negotiate kerberos
            oauth oauth2 bearer anonymous trust peer md5 scram-sha-256 stdin prompt ask""");

    private static final Pattern REFERENCE = Pattern.compile(
            "\\$[A-Z_][A-Z0-9_]*+|\\$\\{[^}]{1,200}}|\\$\\([^)]{1,200}\\)?|%[A-Za-z_]{1,80}%|\\{\\{[^}]{1,200}}}|<[a-z _-]{1,40}>|\\*{3,}");

    private static final Pattern FILE = Pattern.compile(
            "(?:[A-Za-z]:)?(?:~|\\.{1,2})?[/\\\\][^\\s]{0,400}"
                    + "|[^\\s=+]{1,200}\\.(?:pem|key|crt|cer|der|json|ya?ml|toml|ini|conf|cfg|p12|pfx|jks|txt|pub|asc|sig|gpg|env|jar|db)");

    private static final Pattern PLAIN = Pattern.compile("[\\p{L} ._:,@-]{0,24}|-?\\d{1,6}(?:\\.\\d{1,6})?[a-z]{0,2}");

    private static final Pattern HEX = Pattern.compile("(?:0x)?(?:[0-9a-f]{8,}+|[0-9A-F]{8,}+)");

    private static final Pattern DIGEST =
            Pattern.compile("(?:sha(?:1|224|256|384|512)|md5)[:-]", Pattern.CASE_INSENSITIVE);

    private static final int LONGEST_PLAIN = 400;
    private static final int LONGEST_LOOKED_AT = 512;
    private static final int SHORTEST_MIXED = 16;
    private static final int SHORTEST_TWO_CASES = 20;
    private static final int SHORTEST_ONE_CASE = 24;

    /**
     * Pieces by characters: in random text about 0.55 with digits and 0.4 without, in names in camel case below 0.3.
     */
    private static final double MIXED = 0.40;

    private static final double MIXED_CASES = 0.32;

    private static final double MIXED_ONE_CASE = 0.24;

    private SecretValues() {}

    /**
     * Not the secret itself, though the name says that one is given: {@code --auth none}, {@code --pass 1},
     * {@code $TOKEN}.
     */
    public static boolean isHarmless(String value) {
        return (value.length() <= 2 && value.chars().allMatch(Character::isDigit))
                || (value.length() <= 20 && HARMLESS.contains(value.toLowerCase(Locale.ROOT)))
                || (value.length() <= LONGEST_PLAIN && REFERENCE.matcher(value).matches());
    }

    /** A path, or a file's name by its ending. */
    public static boolean isFile(String value) {
        return value.length() <= LONGEST_PLAIN
                && FILE.matcher(value).matches()
                && !isRandom(value.substring(value.lastIndexOf('/') + 1));
    }

    /** An ordinary word, a number or a file. */
    public static boolean isPlain(String value) {
        return value.length() <= LONGEST_PLAIN
                && (PLAIN.matcher(value).matches() || isFile(value) || isHarmless(value));
    }

    /**
     * Whether it appears to come from a random generator. Paths, addresses, versions, hexadecimal digests, UUIDs and
     * names in camel case do not.
     */
    public static boolean isRandom(String value) {
        if (value.length() < SHORTEST_MIXED || value.indexOf("://") >= 0 || isKnownDigest(value)) {
            return false;
        }
        if (value.indexOf(' ') >= 0
                || value.startsWith("/")
                || value.startsWith("./")
                || value.startsWith("~/")
                || value.startsWith("../")) {
            return false;
        }
        int end = Math.min(value.length(), LONGEST_LOOKED_AT);
        StringBuilder joined = new StringBuilder();
        int start = 0;
        for (int i = 0; i <= end; i++) {
            if (i == end || !isAlphanumeric(value.charAt(i))) {
                if (i - start >= SHORTEST_MIXED && isRandomRun(value.substring(start, i))) {
                    return true;
                }
                joined.append(value, start, i);
                start = i + 1;
            }
        }
        return isBase64(value, end, joined.length())
                && joined.length() >= SHORTEST_MIXED
                && hasTwoCases(joined)
                && isRandomRun(joined.toString());
    }

    /** Letters, digits and few other signs, all of them those of base64. */
    private static boolean isBase64(String value, int end, int letters) {
        for (int i = 0; i < end; i++) {
            if (!isAlphanumeric(value.charAt(i)) && "-_+/=".indexOf(value.charAt(i)) < 0) {
                return false;
            }
        }
        return end - letters <= 1 + end / 8;
    }

    private static boolean hasTwoCases(CharSequence text) {
        return text.chars().anyMatch(c -> classOf((char) c) == 'A')
                && text.chars().anyMatch(c -> classOf((char) c) == 'a');
    }

    /**
     * A digest with the name of its algorithm, as in {@code sha512-...} of package managers and {@code SHA256:...} of
     * ssh.
     */
    private static boolean isKnownDigest(String value) {
        return DIGEST.matcher(value).lookingAt();
    }

    private static boolean isRandomRun(String run) {
        if (HEX.matcher(run).matches()) {
            return false;
        }
        int upper = 0;
        int lower = 0;
        int digits = 0;
        for (int i = 0; i < run.length(); i++) {
            char c = classOf(run.charAt(i));
            upper += c == 'A' ? 1 : 0;
            lower += c == 'a' ? 1 : 0;
            digits += c == '0' ? 1 : 0;
        }
        double mixed = pieces(run) / (double) run.length();
        long distinct = run.chars().distinct().count();
        if (upper > 1 && lower > 1 && digits > 0) {
            return mixed >= MIXED && distinct >= 10;
        }
        if (upper > 3 && lower > 3) {
            return run.length() >= SHORTEST_TWO_CASES && mixed >= MIXED_CASES && distinct >= 12;
        }
        return digits > 3
                && run.length() >= SHORTEST_ONE_CASE
                && mixed >= MIXED_ONE_CASE
                && distinct >= 14
                && upper + lower > digits / 2;
    }

    /**
     * How many pieces of one class there are; a capital and the small letters behind it are one, as in a name in camel
     * case.
     */
    private static int pieces(String run) {
        int pieces = 0;
        int i = 0;
        while (i < run.length()) {
            char c = classOf(run.charAt(i));
            int start = i;
            while (i < run.length() && classOf(run.charAt(i)) == c) {
                i++;
            }
            if (c == 'A' && i - start == 1 && i + 1 < run.length() && isLower(run, i) && isLower(run, i + 1)) {
                while (i < run.length() && isLower(run, i)) {
                    i++;
                }
            }
            pieces++;
        }
        return pieces;
    }

    private static boolean isLower(String run, int i) {
        return classOf(run.charAt(i)) == 'a';
    }

    private static boolean isAlphanumeric(char c) {
        return classOf(c) != '-';
    }

    private static char classOf(char c) {
        return c >= 'A' && c <= 'Z' ? 'A' : c >= 'a' && c <= 'z' ? 'a' : c >= '0' && c <= '9' ? '0' : '-';
    }
}
