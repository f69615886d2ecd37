package io.tekton.sharedservices.process;

import org.jspecify.annotations.Nullable;

/**
 * Whose a process is.
 *
 * @param uid the real user id; -1 where the host names users only
 * @param effectiveUid differs from {@code uid} in set-user-id programs
 * @param name the user's name, or the uid in digits where the host knows none
 */
public record Owner(int uid, int effectiveUid, String name) {
    /** For why this is written out, see {@link ProcessIdentity#equals}. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Owner that
                && uid == that.uid
                && effectiveUid == that.effectiveUid
                && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return 31 * uid + name.hashCode();
    }
}
