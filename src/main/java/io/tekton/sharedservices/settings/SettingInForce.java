package io.tekton.sharedservices.settings;

import org.jspecify.annotations.Nullable;

/**
 * A setting in force, for listings.
 *
 * @param value masked if it may be a secret; {@code null} where there is neither a value nor a default
 */
public record SettingInForce(String key, @Nullable String value, Origin origin) {

    public SettingInForce {
        value = value == null ? null : Secrets.masked(key, value);
    }
}
