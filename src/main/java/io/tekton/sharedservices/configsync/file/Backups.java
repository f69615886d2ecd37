package io.tekton.sharedservices.configsync.file;

import io.tekton.sharedservices.files.DurableFiles;
import io.tekton.sharedservices.files.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The configurations that syncs replaced, newest first by a number that only grows: no clock is asked, and no two have
 * one name. For this user's eyes alone: a configuration can hold secrets. Not thread-safe.
 */
public final class Backups {
    /** How many are kept. */
    static final int KEPT = 20;

    private static final Pattern NAME = Pattern.compile("(\\d{10})-[\\w-]+\\.json");
    private static final Set<PosixFilePermission> FOLDER_MODE = PosixFilePermissions.fromString("rwx------");
    private static final FileAttribute<?> FILE_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path folder;

    public Backups(Path folder) {
        this.folder = folder;
    }

    public Path folder() {
        return folder;
    }

    /**
     * Keeps these bytes; they are durable on return. Where the newest backup says the same, that one is it: tries that
     * fail again and again must not push the older ones out.
     *
     * @param origin what the name contains besides the number: the run
     */
    public Kept keep(byte[] bytes, String origin) throws IOException {
        makeFolder();
        Optional<Path> newest = newestFirst().stream().findFirst();
        if (newest.isPresent() && DurableFiles.holds(newest.get(), bytes)) {
            return new Kept(newest.get(), false);
        }
        long number = newest.map(Backups::number).orElse(0L);
        while (true) {
            number++;
            Path backup = folder.resolve(String.format("%010d-%s.json", number, origin));
            try {
                DurableFiles.write(backup, bytes, FILE_MODE);
            } catch (FileAlreadyExistsException e) {
                continue;
            } catch (IOException e) {
                Files.deleteIfExists(backup);
                throw e;
            }
            DurableFiles.syncFolder(folder);
            return new Kept(backup, true);
        }
    }

    /** @param fresh whether it was made just now */
    public record Kept(Path file, boolean fresh) {}

    private void makeFolder() throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER_MODE));
        }
        if (!Files.getPosixFilePermissions(folder).equals(FOLDER_MODE)) {
            Files.setPosixFilePermissions(folder, FOLDER_MODE);
        }
    }

    /** Distinguishes the versions of one configuration from those of another. */
    static String mark(Path target) {
        return Sha256.of(target.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }

    /** Puts a file of this folder in place, or another content of it, in one step; durable on return. */
    void replace(Path file, byte[] bytes) throws IOException {
        makeFolder();
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        DurableFiles.write(part, bytes, FILE_MODE);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.syncFolder(folder);
    }

    /** Empty before the first. */
    public List<Path> newestFirst() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (named(entry).isPresent() && Files.isRegularFile(entry)) {
                    found.add(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        found.sort(Comparator.comparing(Backups::number).reversed());
        return found;
    }

    /** Removes all but the newest. */
    void prune() throws IOException {
        for (Path old : newestFirst().stream().skip(KEPT).toList()) {
            Files.deleteIfExists(old);
        }
    }

    public static long number(Path backup) {
        return named(backup).map(name -> Long.parseLong(name.group(1))).orElse(0L);
    }

    private static Optional<Matcher> named(Path entry) {
        Matcher name = NAME.matcher(entry.getFileName().toString());
        return name.matches() ? Optional.of(name) : Optional.empty();
    }
}
