package io.tekton.sharedservices.notify;

import org.jspecify.annotations.Nullable;

/**
 * Something that is wrong now.
 *
 * @param kind what kind of thing
 * @param subject the job or host that it concerns, or {@code store}; with the kind it distinguishes one condition from
 *     another
 * @param run the id of the run that shows it; null where none does
 * @param text for people, secrets masked; it may change while the condition lasts
 */
public record Condition(Kind kind, String subject, @Nullable String run, String text) {
    /** The same for as long as it lasts. */
    String key() {
        return kind.word() + " " + subject;
    }
}
