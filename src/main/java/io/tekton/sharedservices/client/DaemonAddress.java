package io.tekton.sharedservices.client;

import io.tekton.sharedservices.api.DaemonStatus;
import io.tekton.sharedservices.api.PrivateFile;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.api.json.JsonObject;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.text.Causes;
import io.tekton.sharedservices.text.Digits;
import io.tekton.sharedservices.text.HostZone;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the daemon of a state folder listens, as it says itself in {@code daemon.json}: written once it listens,
 * removed as the last thing of a clean stop. What the file says need not be true any more: {@link DaemonFinder} judges
 * it.
 *
 * @param url {@code http://127.0.0.1:PORT} or {@code http://[::1]:PORT}
 * @param configFile the settings file that it watches; null where an older version does not say
 * @param stoppingSince when it was asked to stop; null before that
 */
public record DaemonAddress(
        ProcessIdentity process,
        String url,
        Instant startedAt,
        String version,
        @Nullable Path configFile,
        @Nullable Instant stoppingSince) {
    static final String FILE = "daemon.json";
    private static final List<String> HOSTS = List.of("http://127.0.0.1:", "http://[::1]:");

    /** The file can be read and does not say where a daemon is; the message names the file and the fault. */
    static final class DamagedException extends IOException {
        private static final long serialVersionUID = 1L;

        private DamagedException(String message, Exception cause) {
            super(message, cause);
        }
    }

    public DaemonAddress {
        Objects.requireNonNull(process, "process");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(version, "version");
        if (!isAllowed(url)) {
            throw new IllegalArgumentException("the daemon's address '" + url
                    + "' is not allowed; allowed is http:// with 127.0.0.1 or [::1] and a port");
        }
    }

    private static boolean isAllowed(String url) {
        for (String host : HOSTS) {
            if (url.startsWith(host)) {
                String port = url.substring(host.length());
                return Digits.decimal(port, 5) && port.charAt(0) != '0' && Integer.parseInt(port) <= 65_535;
            }
        }
        return false;
    }

    /**
     * The settings file that was named in a call of the program, if it is not this daemon's own. The daemon decides
     * when its own file applies, and may have been started with options over it, so naming that one makes no
     * difference.
     */
    public @Nullable Path otherFile(Places places) {
        return places.configFileAsked() && !places.configFile().equals(configFile) ? places.configFile() : null;
    }

    /** The same daemon once it was asked to stop. */
    public DaemonAddress stopping(Instant since) {
        return new DaemonAddress(process, url, startedAt, version, configFile, since);
    }

    /** {@code 127.0.0.1} or {@code ::1}. */
    public String host() {
        String host = url.substring("http://".length(), url.lastIndexOf(':'));
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    public int port() {
        return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
    }

    /** Makes it known. Only for the process that holds the store of that folder. */
    public void write(Path stateFolder) throws IOException {
        Json json = new Json(HostZone.of(ZoneOffset.UTC));
        file(stateFolder)
                .write(json.document(out -> {
                            out.writeNumberField("pid", process.pid());
                            out.writeNumberField("startTicks", process.startTicks());
                            out.writeStringField("bootId", process.bootId());
                            out.writeStringField("url", url);
                            json.time(out, "startedAt", startedAt);
                            out.writeStringField("version", version);
                            json.text(out, "configFile", configFile == null ? null : configFile.toString());
                            json.time(out, "stoppingSince", stoppingSince);
                        })
                        + "\n");
    }

    /**
     * Takes it back. What another daemon has written since is left unchanged: by then another process may hold the
     * store.
     */
    public void remove(Path stateFolder) throws IOException {
        try {
            if (read(stateFolder).process().equals(process)) {
                file(stateFolder).delete();
            }
        } catch (NoSuchFileException e) {
            // somebody else has tidied up
            return;
        }
    }

    /**
     * @throws java.nio.file.NoSuchFileException if no daemon said where it is
     * @throws DamagedException if it does not say what it should
     * @throws IOException if the file cannot be read, or may come from another user
     */
    static DaemonAddress read(Path stateFolder) throws IOException {
        String text = file(stateFolder).read();
        try {
            JsonObject json = JsonObject.read(text);
            String config = json.textOrNull("configFile");
            return new DaemonAddress(
                    new ProcessIdentity(json.text("bootId"), json.integer("pid"), json.number("startTicks")),
                    json.text("url"),
                    json.time("startedAt"),
                    json.text("version"),
                    config == null ? null : Path.of(config),
                    json.timeOrNull("stoppingSince"));
        } catch (JsonObject.JsonFault | IllegalArgumentException e) {
            throw new DamagedException(stateFolder.resolve(FILE) + " is damaged (" + Causes.of(e) + ")", e);
        }
    }

    private static PrivateFile file(Path stateFolder) {
        return new PrivateFile(stateFolder.resolve(FILE));
    }

    /** The status of a daemon that was asked to stop and is not gone yet. */
    public DaemonStatus stopping() {
        return DaemonStatus.stopping(
                process.pid(), startedAt, version, url, Objects.requireNonNull(stoppingSince, "stoppingSince"));
    }
}
