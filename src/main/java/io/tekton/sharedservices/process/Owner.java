package io.tekton.sharedservices.process;

/**
 * Whose a process is.
 *
 * @param uid the real user id; -1 where the host names users only
 * @param effectiveUid differs from {@code uid} in set-user-id programs
 * @param name the user's name, or the uid in digits where the host knows none
 */
public record Owner(int uid, int effectiveUid, String name) {}
