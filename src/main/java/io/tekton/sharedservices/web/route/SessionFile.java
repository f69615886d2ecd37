package io.tekton.sharedservices.web.route;

import io.tekton.sharedservices.api.PrivateFile;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Where sessions are kept over a restart: a file of the state folder that this user alone may read. Where it cannot be
 * read or written, the log says so, and sessions end with the daemon.
 */
public final class SessionFile {
    private static final Logger LOG = LogManager.getLogger("daemon");
    private static final String NAME = "sessions";

    private final @Nullable Path path;

    private SessionFile(@Nullable Path path) {
        this.path = path;
    }

    public static SessionFile in(Path stateFolder) {
        return new SessionFile(stateFolder.resolve(NAME));
    }

    /** Keeps nothing. */
    public static SessionFile none() {
        return new SessionFile(null);
    }

    /** Those that it has; none if it is not there or cannot be relied on. */
    List<KeptSession> read() {
        List<KeptSession> kept = new ArrayList<>();
        if (path == null) {
            return kept;
        }
        String text;
        try {
            text = new PrivateFile(path).read();
        } catch (NoSuchFileException e) {
            return kept;
        } catch (IOException e) {
            LOG.warn("the dashboard sessions cannot be read, so all have ended: {}", Causes.of(e));
            return kept;
        }
        for (String line : text.lines().toList()) {
            Optional<KeptSession> session = KeptSession.of(line);
            if (session.isEmpty()) {
                LOG.warn("a line of {} is no dashboard session and is left out", path);
            }
            session.ifPresent(kept::add);
        }
        return kept;
    }

    void write(List<KeptSession> sessions) {
        if (path == null) {
            return;
        }
        try {
            new PrivateFile(path)
                    .write(sessions.stream().map(one -> one.line() + "\n").collect(Collectors.joining()));
        } catch (IOException e) {
            LOG.warn("the dashboard sessions cannot be kept, so they end with the daemon: {}", Causes.of(e));
        }
    }
}
