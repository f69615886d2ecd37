package io.tekton.sharedservices.journal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A setting that was changed under a running daemon, on record; secrets are masked.
 *
 * @param actor who had the settings read again: a person, or the watch over the file
 * @param origin where the new value comes from
 * @param before null where there was none
 * @param after null where there is none any more
 */
public record RecordedSettingChange(
        Instant at,
        String actor,
        String origin,
        String key,
        @Nullable String before,
        @Nullable String after) {}
