package io.tekton.sharedservices.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the socket is through which this user's programs ask the daemon of a state folder: {@code daemon.sock} in that
 * folder. Where that path is too long for a socket, it is in a folder of this user alone, and {@code daemon.sock.path}
 * in the state folder holds its path.
 */
public final class SocketPath {
    private static final String NAME = "daemon.sock";
    private static final String POINTER = "daemon.sock.path";

    /** The system's bound: 108 bytes with the final zero ({@code unix(7)}). */
    private static final int LONGEST = 107;

    private SocketPath() {}

    /**
     * Chooses the path for a daemon that is about to listen, and removes what an earlier one left.
     *
     * @param runtimeFolder {@code XDG_RUNTIME_DIR}; null where it is not set
     */
    public static Path prepare(Path stateFolder, @Nullable String runtimeFolder) throws IOException {
        remove(stateFolder);
        Path usual = stateFolder.resolve(NAME);
        if (fits(usual)) {
            return usual;
        }
        Path folder = privateFolder(runtimeFolder);
        Path elsewhere = folder.resolve(NAME);
        if (!fits(elsewhere)) {
            throw new IOException("the path of the socket, " + elsewhere + ", is longer than " + LONGEST + " bytes");
        }
        new PrivateFile(stateFolder.resolve(POINTER)).write(elsewhere + "\n");
        return elsewhere;
    }

    /** A new folder, which has mode 0700. */
    private static Path privateFolder(@Nullable String runtimeFolder) throws IOException {
        Path runtime = runtimeFolder == null ? null : Path.of(runtimeFolder);
        boolean usable = runtime != null && runtime.isAbsolute() && Files.isWritable(runtime);
        return Files.createTempDirectory(usable ? runtime : Path.of("/tmp"), "shared-services-");
    }

    /**
     * The socket of the daemon that listens now; empty where there is none.
     *
     * @throws IOException if the file that names it cannot be relied on
     */
    public static Optional<Path> find(Path stateFolder) throws IOException {
        Path usual = stateFolder.resolve(NAME);
        if (fits(usual)) {
            return Files.exists(usual, LinkOption.NOFOLLOW_LINKS) ? Optional.of(usual) : Optional.empty();
        }
        try {
            return Optional.of(
                    Path.of(new PrivateFile(stateFolder.resolve(POINTER)).read().strip()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Removes the socket and all that leads to it. */
    public static void remove(Path stateFolder) throws IOException {
        Path usual = stateFolder.resolve(NAME);
        Optional<Path> socket = find(stateFolder);
        if (socket.isPresent()) {
            Path found = socket.get();
            if (found.equals(usual)) {
                Files.deleteIfExists(found);
            } else {
                removeElsewhere(found);
            }
        }
        new PrivateFile(stateFolder.resolve(POINTER)).delete();
    }

    /** Only ours can be removed: where a cleaner of {@code /tmp} was first, another account may have that name now. */
    private static void removeElsewhere(Path socket) {
        try {
            Files.deleteIfExists(socket);
            Path folder = socket.getParent();
            if (folder != null) {
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            // It leads nowhere any more: the file that named it goes next.
            return;
        }
    }

    private static boolean fits(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST;
    }
}
