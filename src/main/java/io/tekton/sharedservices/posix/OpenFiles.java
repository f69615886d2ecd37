package io.tekton.sharedservices.posix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The open files of other processes, as far as {@code /proc/PID/fd} and {@code fdinfo} ({@code proc(5)}) show them to
 * this user. Only names are compared first, so that a dead network file system of somebody else's hangs nobody here.
 */
final class OpenFiles {
    private static final Path PROC = Path.of("/proc");

    /** {@code O_WRONLY | O_RDWR} of the octal {@code flags} line. */
    private static final int WRITES = 03;

    private OpenFiles() {}

    /** Whether a process was seen that has this file open for writing; false proves nothing. */
    static boolean hasWriter(Path file) {
        Path wanted = file.toAbsolutePath().normalize();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (writes(process, wanted)) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return false;
        }
        return false;
    }

    private static boolean writes(Path process, Path wanted) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (leadsTo(descriptor, wanted) && isForWriting(process, descriptor)) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DirectoryIteratorException e) {
            // another user's process, or one that has ended
            return false;
        }
    }

    private static boolean leadsTo(Path descriptor, Path wanted) {
        try {
            return Files.readSymbolicLink(descriptor).equals(wanted);
        } catch (IOException e) {
            // closed meanwhile
            return false;
        }
    }

    private static boolean isForWriting(Path process, Path descriptor) throws IOException {
        Path info = process.resolve("fdinfo").resolve(descriptor.getFileName());
        for (String line : Files.readAllLines(info, StandardCharsets.ISO_8859_1)) {
            if (line.startsWith("flags:")) {
                return (Integer.parseInt(line.substring("flags:".length()).strip(), 8) & WRITES) != 0;
            }
        }
        return false;
    }
}
