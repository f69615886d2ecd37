package io.tekton.sharedservices.settings;

/**
 * One fault of the settings. It never holds a secret: the value of a key that looks like one is masked here, also where
 * the other texts repeat it.
 *
 * @param origin file and line, variable or option
 * @param key empty where the fault is not one key's
 * @param value as given; empty where there is none
 * @param what what is wrong
 * @param allowed what is allowed instead, or how to mend it; empty where {@code what} says it all
 */
public record Problem(Origin origin, String key, String value, String what, String allowed) {

    public Problem {
        if (Secrets.isSecret(key, value) && !value.isEmpty()) {
            what = what.replace(value, Secrets.MASK);
            allowed = allowed.replace(value, Secrets.MASK);
            value = Secrets.MASK;
        }
    }

    /** One line, without control characters: {@code FILE:12: key = value: what is wrong; allowed: what is}. */
    public String text() {
        String setting = key.isEmpty() ? "" : ": " + key + (value.isEmpty() ? "" : " = " + value);
        return Secrets.printable(origin.text()) + Secrets.printable(setting) + ": " + whole(what)
                + (allowed.isEmpty() ? "" : "; allowed: " + whole(allowed));
    }

    /** Texts of our own may be long, such as a list of all keys; what they quote is cut at the source. */
    private static String whole(String text) {
        return text.length() <= 250 ? Secrets.printable(text) : Secrets.printable(text.substring(0, 250)) + whole(text.substring(250));
    }
}
