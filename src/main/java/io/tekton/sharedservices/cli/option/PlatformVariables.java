package io.tekton.sharedservices.cli.option;

import io.tekton.sharedservices.text.PrintableText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Environment variables that the platform's own start script went by, and that this program does not read. */
public final class PlatformVariables {
    /** The variable and what says the same here. */
    private static final Map<String, String> INSTEAD = new TreeMap<>(Map.of(
            "ORPHAN_INTERVAL", "--orphan-interval HOURS or orphan-cleanup.schedule",
            "ORPHAN_CHECK_INTERVAL", "--orphan-interval HOURS or orphan-cleanup.schedule",
            "ORPHAN_CLEANUP_INTERVAL", "--orphan-interval HOURS or orphan-cleanup.schedule",
            "ORPHAN_MIN_AGE", "--orphan-min-age HOURS or orphan-cleanup.min-age",
            "ORPHAN_CLEANUP_MIN_AGE", "--orphan-min-age HOURS or orphan-cleanup.min-age",
            "ORPHAN_DRY_RUN", "--dry-run or orphan-cleanup.dry-run",
            "ORPHAN_CLEANUP_DRY_RUN", "--dry-run or orphan-cleanup.dry-run"));

    private PlatformVariables() {}

    /** A sentence for each that is set. */
    public static List<String> warnings(Map<String, String> environment) {
        List<String> warnings = new ArrayList<>();
        INSTEAD.forEach((name, instead) -> {
            String value = environment.getOrDefault(name, "");
            if (!value.isEmpty()) {
                warnings.add("the environment variable " + name + " = " + PrintableText.escaped(value, 40)
                        + " has no effect here; use " + instead);
            }
        });
        return warnings;
    }
}
