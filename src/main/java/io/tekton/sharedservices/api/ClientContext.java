package io.tekton.sharedservices.api;

import io.tekton.sharedservices.settings.SettingInForce;
import io.tekton.sharedservices.settings.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The command on whose behalf something is done.
 *
 * @param pids with all their ancestors never signalled; empty if the client did not send them
 * @param given settings that it was given by an option, a variable or {@code --config}
 * @param whole whether {@code given} holds all settings, as when a file was named: then what the daemon has beyond them
 *     differs too
 */
public record ClientContext(Set<Integer> pids, Map<String, String> given, boolean whole) {
    /** Somebody of whom nothing is known, such as curl. */
    public static final ClientContext UNKNOWN = new ClientContext(Set.of(), Map.of(), false);

    /** The settings that a request can override for one run. */
    public static final Set<String> OF_ONE_RUN = Set.of(
            "orphan-cleanup.dry-run",
            "orphan-cleanup.min-age",
            "orphan-cleanup.grace",
            "orphan-cleanup.max-terminations",
            "orphan-cleanup.confirm-after",
            "orphan-cleanup.in-service");

    /** The setting that a request can override for one configuration sync. */
    public static final Set<String> OF_ONE_SYNC = Set.of("config-sync.dry-run");

    /** The settings that make no difference to an explanation. */
    public static final Set<String> NOT_EXPLAINED = Set.of(
            "orphan-cleanup.dry-run",
            "orphan-cleanup.grace",
            "orphan-cleanup.max-terminations",
            "orphan-cleanup.confirm-after");

    /** The placeholder of a secret, on both sides. */
    private static final String MASK = "***";

    /** This process, which was given nothing that the other side may have otherwise. */
    public static ClientContext ofThisProcess() {
        return new ClientContext(Set.of((int) ProcessHandle.current().pid()), Map.of(), false);
    }

    public ClientContext {
        pids = Set.copyOf(pids);
        given = Map.copyOf(given);
    }

    /**
     * As {@link #mustAgreeWith}, of everything, except that a secret on both sides passes: nothing is run by it.
     *
     * @throws SettingsDifferException with every difference
     */
    public void mustAgreeWith(Settings inForce) {
        mustAgreeWith(
                inForce,
                inForce.inForce().stream()
                        .filter(setting -> MASK.equals(setting.value()) && MASK.equals(given.get(setting.key())))
                        .map(SettingInForce::key)
                        .collect(Collectors.toSet()));
    }

    /**
     * Sees to it that nothing that was given is ignored. A secret is masked on both sides and so cannot be compared: it
     * is treated as different.
     *
     * @param except keys that need not agree: {@link #OF_ONE_RUN} for a cleanup, {@link #NOT_EXPLAINED} for an
     *     explanation
     * @throws SettingsDifferException with every difference
     */
    public void mustAgreeWith(Settings inForce, Set<String> except) {
        Map<String, @Nullable String> known = new HashMap<>();
        for (SettingInForce setting : inForce.inForce()) {
            known.put(setting.key(), setting.value());
        }
        Set<String> keys = new TreeSet<>(given.keySet());
        if (whole) {
            keys.addAll(known.keySet());
        }
        keys.removeAll(except);
        List<SettingsDifferException.Difference> differences = new ArrayList<>();
        for (String key : keys) {
            String asked = given.get(key);
            String has = known.get(key);
            boolean same = asked == null ? has == null : asked.equals(has) && !asked.equals(MASK);
            if (!same) {
                differences.add(new SettingsDifferException.Difference(key, asked, has));
            }
        }
        if (!differences.isEmpty()) {
            throw new SettingsDifferException(differences);
        }
    }
}
