package io.tekton.sharedservices.doctor;

import io.tekton.sharedservices.install.UnitSeal;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether an installed unit is what {@code install} would write now: paths, user, grace and the program's own demands
 * may have changed.
 */
public final class UnitCheck {
    private static final String NAME = "unit";
    private static final Pattern USER =
            Pattern.compile("(?m)^User=(.*)$|<key>UserName</key>\\s*<string>([^<]*)</string>");
    private static final Pattern JAVA = Pattern.compile(
            "(?m)^Environment=\"JAVA_HOME=(.*)\"\\n|[ \\t]*<key>JAVA_HOME</key>\\s*<string>([^<]*)</string>\\s*?\\n");

    private UnitCheck() {}

    /**
     * @param file where it is installed
     * @param wanted what {@code install} would write there now
     * @param command how to write it again, such as {@code install systemd --user}
     * @param after what makes the service manager take it
     * @return empty if none is installed there
     */
    public static Optional<Check> of(Path file, String wanted, String command, List<String> after) {
        String installed;
        try {
            installed = Files.readString(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(Check.bad(NAME, file + " cannot be read: " + Causes.of(e), "check its owner and mode"));
        }
        String user = first(USER, installed);
        if (!user.equals(first(USER, wanted))) {
            return Optional.of(Check.good(NAME, file + " runs it as " + user + ", not as this user; not compared"));
        }
        String write = UnitSeal.isUnedited(installed, wanted) ? command : command + " --overwrite";
        String java = first(JAVA, installed);
        if (!java.isEmpty() && !Files.isExecutable(Path.of(java, "bin/java"))) {
            return Optional.of(bad(file, "its JAVA_HOME " + java + " has no bin/java", write, after));
        }
        // The user who installed it chose the JDK; this call may come from another shell.
        List<String> is =
                JAVA.matcher(UnitSeal.without(installed)).replaceAll("").lines().toList();
        List<String> should = JAVA.matcher(wanted).replaceAll("").lines().toList();
        if (is.equals(should)) {
            return Optional.of(Check.good(NAME, file + " is as install would write it"));
        }
        int line = 0;
        while (line < is.size() && line < should.size() && is.get(line).equals(should.get(line))) {
            line++;
        }
        return Optional.of(bad(
                file,
                "it differs from what install would write now; the first difference: " + line(is, line) + ", now "
                        + line(should, line),
                write,
                after));
    }

    /**
     * Whether a unit of this program is installed under the name that it had before: two daemons for one platform would
     * be started.
     *
     * @param file where it was installed
     * @param ours what only a unit of this program says
     * @param disable commands that end it
     * @return empty if none is installed there, or if it is not ours
     */
    public static Optional<Check> ofOldName(Path file, String ours, String newName, List<String> disable) {
        try {
            if (!Files.readString(file).contains(ours)) {
                return Optional.empty();
            }
        } catch (IOException e) {
            // What is not there or not readable was not written by install for this user.
            return Optional.empty();
        }
        return Optional.of(Check.bad(
                NAME,
                file + " has the name of an earlier version; it is " + newName + " now",
                String.join(", then ", disable) + ", then rm '" + file + "', then install it anew"));
    }

    private static Check bad(Path file, String what, String command, List<String> after) {
        return Check.bad(
                NAME,
                file + ": " + what,
                "if the change is meant: shared-services " + command + ", then " + String.join(", then ", after));
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            return "";
        }
        return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    }

    private static String line(List<String> lines, int number) {
        return number < lines.size() ? "'" + lines.get(number).strip() + "'" : "nothing";
    }
}
