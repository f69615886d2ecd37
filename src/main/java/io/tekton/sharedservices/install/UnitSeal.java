package io.tekton.sharedservices.install;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A comment line in a unit with the digest of all its other characters, which shows whether a person has edited it
 * since {@code install} wrote it. It is no protection against somebody who means harm.
 */
public final class UnitSeal {
    private static final String WORDS = "As install wrote it, the rest of this file has SHA-256 ";
    private static final Pattern LINE = Pattern.compile("(?m)^(?:# |<!-- )" + WORDS + "([0-9a-f]{64})(?: -->)?\\n");

    private UnitSeal() {}

    /** The text with its seal: the last line, for systemd; for launchd in front of the property list itself. */
    public static String sealed(String text) {
        String words = WORDS + digest(text);
        int list = text.indexOf("<plist");
        return list < 0
                ? text + "# " + words + "\n"
                : text.substring(0, list) + "<!-- " + words + " -->\n" + text.substring(list);
    }

    /** The text without its seal; as it is where it has none. */
    public static String without(String text) {
        return LINE.matcher(text).replaceFirst("");
    }

    /**
     * Whether {@code install} may write over it: it has a seal that fits, or is what {@code install} would write now,
     * as one that was written by a program that made no seals.
     *
     * @param wanted without a seal
     */
    public static boolean isUnedited(String installed, String wanted) {
        Matcher seal = LINE.matcher(installed);
        return seal.find() ? seal.group(1).equals(digest(without(installed))) : installed.equals(wanted);
    }

    private static String digest(String text) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
