package io.tekton.sharedservices.client;

import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.api.json.JsonObject;
import io.tekton.sharedservices.registry.RegistryMemory;
import io.tekton.sharedservices.registry.RegistryReading;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which registry files were read before, as the daemon knows it. */
record RemoteRegistryMemory(ApiConnection daemon, Json json) implements RegistryMemory {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public boolean wasRead(Path file) {
        return daemon.get(
                "registry/memory?file=" + ApiConnection.encoded(file.toString()),
                PATIENCE,
                answer -> answer.bool("wasRead"));
    }

    @Override
    public @Nullable String damage() {
        return daemon.get("status", PATIENCE, RemoteRegistryMemory::damage).orElse(null);
    }

    private static Optional<String> damage(JsonObject status) throws IOException {
        JsonObject registry = status.objectOrNull("registry");
        return registry != null && RegistryReading.MEMORY_DAMAGED.equals(registry.textOrNull("reason"))
                ? Optional.ofNullable(registry.textOrNull("message"))
                : Optional.empty();
    }

    @Override
    public void remember(Collection<Path> files) {
        String body = json.line(out -> {
            out.writeArrayFieldStart("files");
            for (Path file : files) {
                out.writeString(file.toString());
            }
            out.writeEndArray();
        });
        daemon.exchange("POST", "registry/memory", body, PATIENCE, answer -> answer, ApiConnection::noAnswer);
    }
}
