package io.tekton.sharedservices.store;

import io.tekton.sharedservices.store.database.Database;
import io.tekton.sharedservices.store.database.H2;
import io.tekton.sharedservices.store.sql.StoreException;
import io.tekton.sharedservices.store.sql.StoreFiles;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A copy of a store as a script of SQL. {@code BACKUP TO} copies the file and was seen torn under several writers;
 * {@code SCRIPT TO} reads one snapshot as any reader does.
 */
final class Backup {
    private final Database database;

    Backup(Database database) {
        this.database = database;
    }

    /** Written in a private folder beside the target first, so that no half copy ever has the target's name. */
    void write(Path wanted) {
        Path target = wanted.toAbsolutePath().normalize();
        Path parent = target.getParent();
        if (parent == null || Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new StoreException(
                    "the backup " + target + " is not written: a file or folder of that name already exists");
        }
        try {
            Path workshop = Files.createTempDirectory(parent, ".store-backup-");
            Path script = workshop.resolve("store.sql");
            try {
                copy(script);
                Files.createLink(target, script);
                StoreFiles.sync(parent);
            } finally {
                Files.deleteIfExists(script);
                Files.deleteIfExists(workshop);
            }
        } catch (FileAlreadyExistsException e) {
            throw new StoreException("the backup " + target + " is not written: a file of that name already exists", e);
        } catch (NoSuchFileException e) {
            throw new StoreException(
                    "the backup " + target + " cannot be written: there is no folder " + parent + "; make it first", e);
        } catch (AccessDeniedException e) {
            throw new StoreException(
                    "the backup " + target + " cannot be written: this user may not write in the folder " + parent, e);
        } catch (IOException e) {
            throw new StoreException("the backup " + target + " cannot be written: " + Causes.of(e), e);
        }
    }

    private void copy(Path script) throws IOException {
        database.read("the store for a backup", handle -> {
            H2.backUp(handle, script);
            return script;
        });
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rw-------"));
        try (FileChannel channel = FileChannel.open(script, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
