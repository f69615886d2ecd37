package io.tekton.sharedservices.leftover.registry;

import io.tekton.sharedservices.leftover.rule.Reason;

/**
 * An entry whose processes have ended.
 *
 * @param name its key
 * @param text as it is spelt in the file, with its name
 * @param shown the same with its secrets masked
 * @param pid one of its processes
 * @param reason what spares it, or {@link Reason#ABANDONED}
 * @param explanation a sentence for people
 */
public record DeadEntry(String name, String text, String shown, int pid, Reason reason, String explanation) {
    public boolean isLeftover() {
        return reason == Reason.ABANDONED;
    }
}
