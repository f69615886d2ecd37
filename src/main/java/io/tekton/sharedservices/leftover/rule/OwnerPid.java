package io.tekton.sharedservices.leftover.rule;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Where a file or folder names the process that it belonged to: {@code owner-pid=} of a rule. */
public sealed interface OwnerPid {
    String FORMS = "content, name:REGEX with one group, json:FIELD, and for a folder file:NAME or link:NAME";

    /** A group of a regular expression that the whole name fits. */
    record InName(Pattern pattern) implements OwnerPid {
        @Override
        public String toString() {
            return "name:" + pattern;
        }
    }

    /** The file's whole content: the pid, and perhaps behind a blank the tick of the boot at which it started. */
    record InContent() implements OwnerPid {
        @Override
        public String toString() {
            return "content";
        }
    }

    /** A field of the JSON object that the file's content is. */
    record InJson(String field) implements OwnerPid {
        @Override
        public String toString() {
            return "json:" + field;
        }
    }

    /** The whole content of a file in the folder. */
    record InFile(String name) implements OwnerPid {
        @Override
        public String toString() {
            return "file:" + name;
        }
    }

    /** Where a link in the folder leads to: HOST-PID, as Chromium writes it. */
    record InLink(String name) implements OwnerPid {
        @Override
        public String toString() {
            return "link:" + name;
        }
    }

    /** @throws IllegalArgumentException if it is none of these */
    static OwnerPid parse(String text) {
        int colon = text.indexOf(':');
        String form = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(colon + 1);
        if (form.equals("content") && colon < 0) {
            return new InContent();
        }
        if (value.isEmpty()) {
            throw unknown(text);
        }
        return switch (form) {
            case "name" -> new InName(pattern(value));
            case "json" -> new InJson(value);
            case "file" -> new InFile(NameGlob.of(value).toString());
            case "link" -> new InLink(NameGlob.of(value).toString());
            default -> throw unknown(text);
        };
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException("'owner-pid=" + text + "' is not known; allowed are " + FORMS);
    }

    private static Pattern pattern(String regex) {
        try {
            Pattern pattern = Pattern.compile(regex);
            Matcher groups = pattern.matcher("");
            if (groups.groupCount() != 1) {
                throw new IllegalArgumentException("'owner-pid=name:" + regex + "' has " + groups.groupCount()
                        + " groups; allowed is one, the pid");
            }
            return pattern;
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "'owner-pid=name:" + regex + "' is no regular expression (" + e.getDescription() + " near position "
                            + e.getIndex() + ")",
                    e);
        }
    }

    /** Whether it is read from inside a folder. */
    default boolean isOfFolder() {
        return this instanceof InFile || this instanceof InLink;
    }
}
