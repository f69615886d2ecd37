package io.tekton.sharedservices.leftover.rule;

/** The name of the folder in a root that leftovers are moved to: one for each user. No rule names anything in it. */
public final class QuarantineName {
    private static final String BEGINNING = ".shared-services-leftovers-";

    private QuarantineName() {}

    public static String of(int uid) {
        return BEGINNING + Integer.toUnsignedString(uid);
    }

    public static boolean is(String name) {
        return name.startsWith(BEGINNING);
    }
}
