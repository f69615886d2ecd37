package io.tekton.sharedservices.notify;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message to people.
 *
 * @param kind a {@link Kind#word}, or {@code test}
 * @param recovered whether it is well again
 * @param subject the job, or {@code store}
 * @param run the id of the run that shows it; null where none does
 * @param text a sentence or two, secrets masked
 */
public record Notification(
        String kind,
        boolean recovered,
        String host,
        String subject,
        @Nullable String run,
        String text,
        Instant at) {
    /** The kind of what {@code notify test} sends. */
    static final String TEST = "test";

    /** In a few words, for a headline. */
    public String title() {
        if (kind.equals(TEST)) {
            return host + ": trial notification";
        }
        return host + ": " + subject + (recovered ? " recovered (" + kind + ")" : " " + kind);
    }
}
