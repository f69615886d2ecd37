package io.tekton.sharedservices.leftover;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder of links to the processes whose files this user may read: in some sandboxes not even root may read all, and
 * then nothing could be proven.
 */
public final class ReadableProcesses implements AutoCloseable {
    public final Path proc;

    /** @param proc is made, or made up to date */
    public ReadableProcesses(Path proc) throws IOException {
        this.proc = Files.createDirectories(proc);
        update();
    }

    public void update() throws IOException {
        close();
        link(proc.resolve("1"), Path.of("/proc/self"));
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    Files.readSymbolicLink(process.resolve("cwd"));
                } catch (IOException e) {
                    continue;
                }
                link(proc.resolve(process.getFileName()), process);
            }
        }
    }

    private static void link(Path link, Path target) throws IOException {
        try {
            Files.createSymbolicLink(link, target);
        } catch (FileAlreadyExistsException e) {
            return;
        }
    }

    /** Removes the links. */
    @Override
    public void close() throws IOException {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(proc)) {
            for (Path link : links) {
                if (Files.isSymbolicLink(link)) {
                    Files.delete(link);
                }
            }
        }
    }
}
