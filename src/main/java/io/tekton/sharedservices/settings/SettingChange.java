package io.tekton.sharedservices.settings;

import org.jspecify.annotations.Nullable;

/**
 * A setting that differs between two states of the settings; values that may be secrets are masked.
 *
 * @param before {@code null} where there was none
 * @param after {@code null} where there is none any more
 * @param origin where the new value comes from
 */
public record SettingChange(
        String key, @Nullable String before, @Nullable String after, Origin origin) {

    public SettingChange {
        before = before == null ? null : Secrets.masked(key, before);
        after = after == null ? null : Secrets.masked(key, after);
    }
}
