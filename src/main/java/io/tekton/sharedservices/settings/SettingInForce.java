package io.tekton.sharedservices.settings;

import org.jspecify.annotations.Nullable;

/**
 * A setting in force, for listings.
 *
 * @param value masked if it may be a secret; {@code null} where there is neither a value nor a default
 * @param insteadOf the preset whose value this one replaces; {@code null} where it replaces none
 */
public record SettingInForce(
        String key,
        @Nullable String value,
        Origin origin,
        @Nullable Origin insteadOf) {

    public SettingInForce {
        value = value == null ? null : Secrets.masked(key, value);
    }

    /** One that replaces no preset's. */
    public SettingInForce(String key, @Nullable String value, Origin origin) {
        this(key, value, origin, null);
    }

    /** Where the value comes from, and which preset's value it replaces. */
    public String originText() {
        return insteadOf == null ? origin.text() : origin.text() + ", instead of " + insteadOf.text();
    }
}
