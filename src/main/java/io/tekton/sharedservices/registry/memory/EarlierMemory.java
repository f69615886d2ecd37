package io.tekton.sharedservices.registry.memory;

import io.tekton.sharedservices.json.FileFault;
import io.tekton.sharedservices.json.JsonText;
import io.tekton.sharedservices.json.JsonValue;
import io.tekton.sharedservices.registry.StableBytes;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * Finds the memory that a platform folder has from the time when it had another path: it was moved with its state
 * folder, or a link now leads to where it is.
 */
final class EarlierMemory {
    private final Path stateFolder;
    private final Path platform;

    /** @param platform the real path of the platform's state folder */
    EarlierMemory(Path stateFolder, Path platform) {
        this.stateFolder = stateFolder;
        this.platform = platform;
    }

    /**
     * The newest one, where there are several.
     *
     * @throws IOException if the state folder cannot be read
     */
    @Nullable
    Path find() throws IOException {
        Path newest = null;
        FileTime changed = null;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(stateFolder, "registrations-*.json")) {
            for (Path file : files) {
                FileTime time = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
                if ((changed == null || time.compareTo(changed) > 0) && isOurs(file)) {
                    newest = file;
                    changed = time;
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return null; // it does not exist yet, or is refused by what opens the store
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return newest;
    }

    private boolean isOurs(Path file) {
        Path written;
        try {
            JsonValue path = JsonText.parse(new StableBytes().read(file)).root().get("platform");
            if (!(path instanceof JsonValue.Scalar scalar) || scalar.type() != JsonValue.Type.STRING) {
                return isWithinPlatform();
            }
            written = Path.of(scalar.text());
        } catch (InterruptedException e) {
            throw new IllegalStateException("a reading without a pause was interrupted", e);
        } catch (IOException | FileFault | IllegalArgumentException e) {
            return isWithinPlatform(); // it does not say whose it is; if it is ours, it is damaged
        }
        try {
            return written.toRealPath().equals(platform);
        } catch (IOException e) {
            return Files.notExists(written) && isWithinPlatform();
        }
    }

    /** Then what is in the state folder was moved with the platform. */
    private boolean isWithinPlatform() {
        try {
            return stateFolder.toRealPath().startsWith(platform);
        } catch (IOException e) {
            return false;
        }
    }
}
