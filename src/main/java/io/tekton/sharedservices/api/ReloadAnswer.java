package io.tekton.sharedservices.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of reading the settings again. */
public sealed interface ReloadAnswer {
    /** They are in force; without a change where nothing differs. */
    record InForce(List<Change> changes) implements ReloadAnswer {
        public InForce {
            changes = List.copyOf(changes);
        }
    }

    /** They are faulty: those in force before stay so. One line for each fault. */
    record Rejected(List<String> problems) implements ReloadAnswer {
        public Rejected {
            problems = List.copyOf(problems);
        }
    }

    /**
     * One setting that differs; secrets are masked already.
     *
     * @param before null where there was none
     * @param after null if removed
     */
    record Change(
            String key, @Nullable String before, @Nullable String after) {}
}
