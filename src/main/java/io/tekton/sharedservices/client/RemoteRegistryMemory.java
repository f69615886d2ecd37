package io.tekton.sharedservices.client;

import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.registry.RegistryMemory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;

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
