package io.tekton.sharedservices.schedule;

import io.tekton.sharedservices.settings.EngineKey;
import io.tekton.sharedservices.settings.InvalidValueException;
import io.tekton.sharedservices.settings.SettingsReader;
import io.tekton.sharedservices.settings.Values;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The keys of the scheduling engine that an operator may set: numbers and one name. None of them takes a class name, so
 * that who may write the settings file cannot have code loaded.
 *
 * @param properties full Quartz key to value
 */
public record EngineSettings(Map<String, String> properties) {
    private static final Function<String, String> NAME = text -> {
        // Quartz puts the name into its SQL as it is.
        if (!text.matches("[A-Za-z][A-Za-z0-9_-]{0,39}")) {
            throw new InvalidValueException("is no usable name", "a letter, then letters, digits, _ and -, 40 at most");
        }
        return text;
    };

    private static final List<EngineKey> ALLOWED = List.of(
            new EngineKey("org.quartz.scheduler.instanceName", "SharedServices", NAME),
            new EngineKey("org.quartz.threadPool.threadCount", "3", Values.integer(2, 16)),
            new EngineKey("org.quartz.threadPool.threadPriority", "5", Values.integer(1, 10)),
            new EngineKey("org.quartz.jobStore.misfireThreshold", "60000", Values.integer(1_000, 3_600_000)));

    public EngineSettings {
        properties = Map.copyOf(properties);
    }

    int threadCount() {
        return Integer.parseInt(properties.get("org.quartz.threadPool.threadCount"));
    }

    int threadPriority() {
        return Integer.parseInt(properties.get("org.quartz.threadPool.threadPriority"));
    }

    long misfireThresholdMillis() {
        return Long.parseLong(properties.get("org.quartz.jobStore.misfireThreshold"));
    }

    /**
     * A scheduler of this host's own, whose name stays the same. Quartz puts it into its SQL as it is: there is nothing
     * in it but letters, digits, {@code _} and {@code -}.
     */
    String schedulerName(String host) {
        String readable = host.replaceAll("[^A-Za-z0-9_-]", "_");
        return properties.get("org.quartz.scheduler.instanceName") + "-"
                + readable.substring(0, Math.min(readable.length(), 40)) + "-" + Integer.toHexString(host.hashCode());
    }

    /** Reads the {@code org.quartz.*} keys; faults stay with the reader. */
    public static EngineSettings read(SettingsReader reader) {
        return new EngineSettings(reader.engineKeys("org.quartz.", ALLOWED));
    }
}
