package io.tekton.sharedservices.client;

import io.tekton.sharedservices.api.PrivateFile;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.api.json.JsonObject;
import io.tekton.sharedservices.text.HostZone;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** How the daemon of a state folder was started, so that {@code restart} can do the same; for this user's eyes only. */
public final class StartRecord {
    private final PrivateFile file;

    public StartRecord(Path stateFolder) {
        this.file = new PrivateFile(stateFolder.resolve("start.json"));
    }

    public void write(long pid, List<String> arguments) throws IOException {
        file.write(new Json(HostZone.of(ZoneOffset.UTC)).document(json -> {
                    json.writeNumberField("pid", pid);
                    json.writeArrayFieldStart("arguments");
                    for (String argument : arguments) {
                        json.writeString(argument);
                    }
                    json.writeEndArray();
                })
                + "\n");
    }

    /** The arguments of the start of this daemon; empty where it was started otherwise. */
    public Optional<List<String>> of(long pid) throws IOException {
        try {
            JsonObject json = JsonObject.read(file.read());
            return json.number("pid") == pid ? Optional.of(json.texts("arguments")) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
