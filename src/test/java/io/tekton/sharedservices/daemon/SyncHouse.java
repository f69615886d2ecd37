package io.tekton.sharedservices.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.testing.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a configuration sync works on, below the platform's folder of a {@link DaemonFixture}; written as the platform's
 * own programs write it.
 */
public final class SyncHouse {
    private static final String CONFIG = """
            {
              "version": "1.0.0",
              "last_sync": "2025-06-29T16:43:44.278209",
              "_note": "Edited by hand; keep the order",
              "default_model": "llama3.3:70b",
              "ai_specialists": {
                "apollo": {"component": "apollo", "port": 45007, "system_prompt": "Reads code.", "threshold": 1.10, "active": false, "metadata": {}},
                "numa": {"component": "numa", "port": 45004, "active": true, "metadata": {}}
              }
            }
            """;

    final Path folder;
    final Path registry;
    final Path flag;
    public Path config;

    public SyncHouse(DaemonFixture house) throws IOException {
        folder = house.root.resolve(".tekton/ai_registry");
        registry = folder.resolve("platform_ai_registry.json");
        flag = folder.resolve(".config_update_needed");
        config = house.root.resolve("config/tekton_ai_config.json");
        Files.createDirectories(config.getParent());
        Files.writeString(folder.resolve(".registration.lock"), "");
        Files.writeString(config, CONFIG);
    }

    /** A registry in which apollo has this port; temp file and rename. */
    public void register(int port) throws IOException {
        register(Map.of("apollo", port));
    }

    public void register(Map<String, Integer> ports) throws IOException {
        String entries = new TreeMap<>(ports)
                .entrySet().stream()
                        .map(port -> "\"" + port.getKey() + "-ai\": {\"port\": " + port.getValue()
                                + ", \"component\": \"" + port.getKey()
                                + "\", \"metadata\": {}, \"registered_at\": 81233.1}")
                        .collect(Collectors.joining(", ", "{", "}"));
        Path part =
                registry.resolveSibling(".registry-" + Thread.currentThread().getId());
        Files.writeString(part, entries);
        Files.move(part, registry, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void tearRegistry() throws IOException {
        Files.writeString(registry, "{\"apollo-ai\": {\"port\": 4");
    }

    /** As Rhetor does: opened and written in place. */
    public void raiseFlag() throws IOException {
        long micros = Math.multiplyExact(System.currentTimeMillis(), 1000L);
        Files.writeString(
                flag, "{\"timestamp\": " + micros / 1_000_000 + "." + "%06d".formatted(micros % 1_000_000) + "}");
    }

    public String text() {
        try {
            return Files.readString(config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Apollo's port as the configuration has it; the text must be whole. */
    public int port() {
        return ((Number) DaemonFixture.at(StrictJson.object(text()), "ai_specialists/apollo/port")).intValue();
    }

    public Object at(String path) {
        return DaemonFixture.at(StrictJson.object(text()), path);
    }

    /** Flag and claims that are left. */
    public List<String> flags() {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.startsWith(flag.getFileName().toString()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What people wrote is as they left it. */
    public void assertTheirOwnIsKept() {
        assertThat(text())
                .contains("\"_note\": \"Edited by hand; keep the order\"", "\"threshold\": 1.10", "Reads code.");
    }
}
