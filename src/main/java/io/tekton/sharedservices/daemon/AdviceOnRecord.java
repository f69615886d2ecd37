package io.tekton.sharedservices.daemon;

import io.tekton.sharedservices.files.DurableFile;
import io.tekton.sharedservices.fleet.centre.Heartbeat;
import io.tekton.sharedservices.journal.Facts;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Which advice of the fleet was followed last, in a file of the state folder: a person's resumption is not undone by
 * the same advice, also not after a restart. Not thread-safe.
 */
final class AdviceOnRecord {
    private static final String FILE = "fleet.advice";

    private final Logger logger = LogManager.getLogger("fleet");
    private final Path file;
    private @Nullable String followed;

    AdviceOnRecord(Path stateFolder) {
        this.file = stateFolder.resolve(FILE);
        this.followed = read();
    }

    private @Nullable String read() {
        try {
            return Facts.read(Files.readString(file, StandardCharsets.UTF_8)).get("advice");
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException | IllegalArgumentException e) {
            logger.warn("{} cannot be used; the fleet's advice is followed as if it were new: {}", file, Causes.of(e));
            return null;
        }
    }

    /** Numbers begin again where the centre is made anew, so the time is part of it. */
    private static String key(Heartbeat.Advice advice) {
        return advice.id() + " of " + advice.since();
    }

    boolean isFollowed(Heartbeat.Advice advice) {
        return key(advice).equals(followed);
    }

    /** @param advice null where none is in force */
    void followed(Heartbeat.@Nullable Advice advice) {
        String now = advice == null ? null : key(advice);
        if (Objects.equals(now, followed)) {
            return;
        }
        followed = now;
        try {
            if (now == null) {
                Files.deleteIfExists(file);
            } else {
                DurableFile.replace(
                        file, new Facts().with("advice", now).canonical().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            logger.warn("that the fleet's advice was followed cannot be noted in {}: {}", file, Causes.of(e));
        }
    }
}
