package io.tekton.sharedservices.settings;

import io.tekton.sharedservices.secrets.KnownForms;
import io.tekton.sharedservices.secrets.SecretNames;
import io.tekton.sharedservices.secrets.SecretValues;
import java.util.Set;
import java.util.regex.Pattern;

/** Keeps values that may be secrets out of messages and listings. */
final class Secrets {

    static final String MASK = "***";

    private static final Pattern VALUE = Pattern.compile("-----BEGIN|\\bsk-[\\w-]{8}|://[^/\\s:@]*:[^/\\s@]+@");

    /** Who knows such an address may write to those who read there. */
    private static final Set<String> WEBHOOKS = Set.of("notify.url", "notify.ping-url");

    private Secrets() {}

    /** By the key as {@link SecretNames} reads it, or by a form that the value has. */
    static boolean isSecret(String key, String value) {
        return isNamedSecret(key, value) || VALUE.matcher(value).find() || KnownForms.areIn(value);
    }

    private static boolean isNamedSecret(String key, String value) {
        if (WEBHOOKS.contains(key)) {
            return true;
        }
        return switch (SecretNames.kind(key)) {
            case SECRET, HOOK -> true;
            case SECRET_OR_FILE -> !SecretValues.isFile(value);
            case SECRET_IF_ODD -> !SecretValues.isPlain(value);
            case CONNECTION, UNKNOWN -> false;
        };
    }

    /** The value, or a mask if key or value appears to be a secret. */
    static String masked(String key, String value) {
        return isSecret(key, value) ? MASK : value;
    }
}
