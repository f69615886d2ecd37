package io.tekton.sharedservices.doctor;

import org.jspecify.annotations.Nullable;

/**
 * One thing that doctor checked.
 *
 * @param detail what was found
 * @param remedy how to fix it; null where all is well
 */
public record Check(
        String name, boolean ok, String detail, @Nullable String remedy) {
    public static Check good(String name, String detail) {
        return new Check(name, true, detail, null);
    }

    public static Check bad(String name, String detail, String remedy) {
        return new Check(name, false, detail, remedy);
    }
}
