package io.tekton.sharedservices.store.database;

import io.tekton.sharedservices.files.DurableFile;
import io.tekton.sharedservices.store.sql.StoreException;
import io.tekton.sharedservices.store.sql.StoreFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The database's random password and the file that keeps it, mode 0600. */
public final class StorePassword {
    private StorePassword() {}

    /** Writes a new password beside its final place, and syncs it. */
    static String make(StoreFiles files) throws IOException {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        DurableFile.replace(files.newPassword(), (password + "\n").getBytes(StandardCharsets.US_ASCII));
        return password;
    }

    /** From now on, the store exists. */
    static void settle(StoreFiles files) throws IOException {
        Files.move(files.newPassword(), files.password(), StandardCopyOption.ATOMIC_MOVE);
        StoreFiles.sync(files.folder());
    }

    /** @throws StoreException if it is no regular file with a password in it */
    public static String read(StoreFiles files) throws IOException {
        Path file = files.password();
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > 1000) {
            throw new StoreException(
                    "the store's password file " + file + " is not a short regular file; without it " + files.database()
                            + " cannot be opened: bring the file back, or restore a backup into another folder");
        }
        String password = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        if (password.isEmpty()) {
            throw new StoreException("the store's password file " + file + " is empty; without it " + files.database()
                    + " cannot be opened: bring the file back, or restore a backup into another folder");
        }
        return password;
    }
}
