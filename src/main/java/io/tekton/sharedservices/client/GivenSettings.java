package io.tekton.sharedservices.client;

import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.api.SettingsDifferException;
import io.tekton.sharedservices.cleanup.CleanupSettings;
import io.tekton.sharedservices.settings.Origin;
import io.tekton.sharedservices.settings.Problem;
import io.tekton.sharedservices.settings.SettingInForce;
import io.tekton.sharedservices.settings.Settings;
import io.tekton.sharedservices.settings.SettingsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a command of this process was given by an option, a variable or a named file, which may differ from what a
 * running daemon has.
 */
public final class GivenSettings {
    /** Of a command that was given nothing. */
    public static final GivenSettings NONE = new GivenSettings();

    private final Map<String, SettingInForce> given = new HashMap<>();
    private final @Nullable Path file;

    private GivenSettings() {
        this.file = null;
    }

    /**
     * @param settings as the command has them
     * @param file the settings file that was named, if it is not the daemon's own: then all of it, defaults included,
     *     is what the command was given
     */
    public GivenSettings(Settings settings, @Nullable Path file) {
        this.file = file;
        for (SettingInForce setting : settings.inForce()) {
            boolean named = setting.origin() instanceof Origin.Option || setting.origin() instanceof Origin.Variable;
            if (setting.value() != null && (named || file != null)) {
                given.put(setting.key(), setting);
            }
        }
    }

    /** Whether nothing was given, so that nothing can differ from what the daemon has. */
    public boolean isEmpty() {
        return given.isEmpty() && file == null;
    }

    /** This value if the setting was given, else null: then the daemon's own applies. */
    public <T> @Nullable T ifGiven(String key, T value) {
        return given.containsKey(key) ? value : null;
    }

    /**
     * The order of a cleanup: what was given applies to this one run, the rest is left to the process that runs it.
     *
     * @param settings as this process has them
     * @param dryRun whether it was asked for by its own option
     * @param confirmAfter null where it was not asked for
     */
    public CleanupOrder cleanup(
            CleanupSettings settings,
            String actor,
            boolean dryRun,
            @Nullable Duration confirmAfter,
            boolean force,
            boolean acceptRegistry) {
        return new CleanupOrder(
                actor,
                dryRun ? Boolean.TRUE : ifGiven("orphan-cleanup.dry-run", settings.dryRun()),
                ifGiven("orphan-cleanup.min-age", settings.minAge()),
                ifGiven("orphan-cleanup.grace", settings.grace()),
                confirmAfter,
                ifGiven("orphan-cleanup.max-terminations", settings.maxTerminations()),
                force,
                ifGiven("orphan-cleanup.in-service", settings.inService()),
                acceptRegistry,
                ClientContext.ofThisProcess());
    }

    /** The asker, with what was given to this process. */
    ClientContext with(ClientContext asker) {
        Map<String, String> values = new HashMap<>(asker.given());
        given.forEach((key, setting) -> values.put(key, Objects.requireNonNullElse(setting.value(), "")));
        return new ClientContext(asker.pids(), values, file != null || asker.whole());
    }

    /**
     * Asks the daemon something that it does only in agreement.
     *
     * @throws SettingsException with every setting that differs from the daemon's, and its source in this process
     */
    public <T> T agreeing(Supplier<T> asking) {
        try {
            return asking.get();
        } catch (SettingsDifferException e) {
            throw new SettingsException(
                    e.differences().stream().map(this::problem).toList());
        }
    }

    private Problem problem(SettingsDifferException.Difference difference) {
        String has = difference.inForce();
        return new Problem(
                origin(given.get(difference.key())),
                difference.key(),
                Objects.requireNonNullElse(difference.given(), ""),
                "differs from the running daemon's value and cannot be applied to one command alone",
                (has == null ? "the daemon's value: nothing" : "the daemon's value: " + has)
                        + "; or change the daemon's settings, or stop it");
    }

    /** Nobody can remove a default: what a named file leaves out comes from that file. */
    private Origin origin(@Nullable SettingInForce setting) {
        Origin origin = setting == null ? new Origin.Default() : setting.origin();
        return file != null && origin instanceof Origin.Default ? new Origin.InFile(file, 0) : origin;
    }
}
