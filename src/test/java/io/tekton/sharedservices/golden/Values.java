package io.tekton.sharedservices.golden;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Single values of a JSON document, for the next question. */
final class Values {
    private Values() {}

    /** The text or number of the first such key. */
    static String first(String json, String key) {
        Matcher found = Pattern.compile('"' + key + "\" ?: ?\"?([^\",\\s}]*)").matcher(json);
        if (!found.find()) {
            throw new AssertionError("there is no " + key + " in " + json);
        }
        return found.group(1);
    }
}
