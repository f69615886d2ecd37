package io.tekton.sharedservices.cli.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.configsync.file.ConfigVersions.Version;
import java.io.IOException;
import java.util.List;

/** The versions that {@code sync --undo} can put back, for people and as JSON. */
public final class VersionsView {
    private final Terminal terminal;

    public VersionsView(Terminal terminal) {
        this.terminal = terminal;
    }

    public void print(List<Version> versions) {
        if (versions.isEmpty()) {
            terminal.sentences(
                    "No version of the configuration is kept yet. A sync keeps the version that it replaces.");
            return;
        }
        Table table = new Table("VERSION", "KEPT", "COMPONENTS", "BYTES", "KEPT BY");
        for (Version version : versions) {
            table.row(
                    Long.toString(version.number()),
                    terminal.local(version.keptAt()),
                    version.components() < 0 ? "unreadable" : Integer.toString(version.components()),
                    Long.toString(version.bytes()),
                    version.origin() + (version.inPlace() ? " (in place now)" : ""));
        }
        table.print(terminal);
    }

    /** {@code versions}, the newest first. */
    public static void write(JsonGenerator out, Json json, List<Version> versions) throws IOException {
        out.writeArrayFieldStart("versions");
        for (Version version : versions) {
            out.writeStartObject();
            out.writeNumberField("version", version.number());
            out.writeStringField("file", version.file().toString());
            json.time(out, "keptAt", version.keptAt());
            out.writeStringField("keptBy", version.origin());
            if (version.components() < 0) {
                out.writeNullField("components");
            } else {
                out.writeNumberField("components", version.components());
            }
            out.writeNumberField("bytes", version.bytes());
            out.writeBooleanField("inPlace", version.inPlace());
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
