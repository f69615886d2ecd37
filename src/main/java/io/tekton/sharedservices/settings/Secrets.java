package io.tekton.sharedservices.settings;

import java.util.regex.Pattern;

/** Keeps values that look like secrets out of messages and listings. */
final class Secrets {

    static final String MASK = "***";

    private static final Pattern KEY = Pattern.compile(
            "(?i)(^|[._-])(password|passwd|passphrase|secret|token|credentials?|(api|private|access)[._-]?key)([._-]|$)"
                    + "|(password|secret|token|apikey)$");
    private static final Pattern VALUE = Pattern.compile("-----BEGIN|\\bsk-[\\w-]{8}|://[^/\\s:@]*:[^/\\s@]+@");

    private Secrets() {}

    static boolean isSecret(String key, String value) {
        return KEY.matcher(key).find() || VALUE.matcher(value).find();
    }

    /** The value, or a mask if key or value look like a secret. */
    static String masked(String key, String value) {
        return isSecret(key, value) ? MASK : value;
    }
}
