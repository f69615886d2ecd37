package io.tekton.sharedservices.store.chain;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The tables that {@link Projector} makes from the journal. A row refers only to tables named before its own. */
public enum Table {
    RUN("id", "id"),
    VERDICT("run_id", "run_id", "pid", "start_ticks", "boot_id"),
    TERMINATION("run_id", "run_id", "pid", "start_ticks", "boot_id"),
    CONFIG_SYNC("run_id", "run_id"),
    CONFIG_CHANGE("run_id", "run_id", "number"),
    LEFTOVER("run_id", "run_id", "number"),
    LEFTOVER_ACTION("run_id", "run_id", "number"),
    SETTING_CHANGE(null, "sequence"),
    SETTINGS_IN_FORCE(null, "sequence"),
    INTERVENTION(null, "sequence"),
    TRIGGER_REPAIR(null, "sequence"),
    PAUSED_JOB(null, "host", "job"),
    REGISTRY_SEEN(null, "host", "path");

    /** Those whose rows belong to no run, and that retention purges. The others hold the current state. */
    public static final List<Table> THAT_AGE = List.of(SETTING_CHANGE, SETTINGS_IN_FORCE, INTERVENTION, TRIGGER_REPAIR);

    private final @Nullable String ofRun;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> key;

    Table(@Nullable String ofRun, String... key) {
        this.ofRun = ofRun;
        this.key = List.of(key);
    }

    /** The column with the run that a row belongs to; null where rows belong to none. */
    @Nullable
    String ofRun() {
        return ofRun;
    }

    /** The columns that name one row. */
    List<String> key() {
        return key;
    }

    public String sql() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The name in the journal of a row that belongs to no run. */
    public String subject(long sequence) {
        return sql().replace('_', '-') + "-" + sequence;
    }
}
