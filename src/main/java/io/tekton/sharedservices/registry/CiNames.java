package io.tekton.sharedservices.registry;

import java.util.Locale;

/** How names of CIs compare: ids, {@code name}s, {@code TEKTON_CI_NAME}s and components. */
public final class CiNames {
    private CiNames() {}

    /**
     * The form in which two spellings of one name are equal: without regard to case, and with {@code -} for {@code _}.
     */
    public static String folded(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
