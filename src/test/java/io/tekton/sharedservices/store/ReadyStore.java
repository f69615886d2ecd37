package io.tekton.sharedservices.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An empty store's files, made once in a test JVM: to write them takes a fifth of the work of a new store, which runs
 * all migrations. For tests of records; those of the files and of the password make a store of their own.
 */
final class ReadyStore {
    private static final Map<String, byte[]> FILES = made();

    private ReadyStore() {}

    static void write(Path folder) {
        try {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            for (Map.Entry<String, byte[]> file : FILES.entrySet()) {
                Path path = Files.createFile(
                        folder.resolve(file.getKey()),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.write(path, file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, byte[]> made() {
        Map<String, byte[]> files = new TreeMap<>();
        try {
            Path folder = Files.createTempDirectory("ready-store");
            try {
                Records.open(folder.resolve("state")).close();
                try (Stream<Path> all = Files.list(folder.resolve("state"))) {
                    for (Path file : all.toList()) {
                        files.put(file.getFileName().toString(), Files.readAllBytes(file));
                    }
                }
            } finally {
                try (Stream<Path> all = Files.walk(folder)) {
                    for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}
