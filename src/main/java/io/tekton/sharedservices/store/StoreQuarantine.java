package io.tekton.sharedservices.store;

import io.tekton.sharedservices.store.sql.StoreException;
import io.tekton.sharedservices.store.sql.StoreFiles;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * Moves a store out of the way that does not open or that is to be replaced. Only a person may request this: nothing in
 * this program calls it by itself. The files are kept unchanged in a separate folder; moving them back undoes it.
 */
final class StoreQuarantine {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final StoreFiles files;

    StoreQuarantine(StoreFiles files) {
        this.files = files;
    }

    /**
     * The store's lock must be held.
     *
     * @return the folder that has the files now
     * @throws StoreException if there is nothing to take away, or it cannot be moved
     */
    Path move(Clock clock) {
        List<Path> there = List.of(
                        files.database(), files.password(), files.newPassword(), files.schedule(), files.chainEnds())
                .stream()
                .filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS))
                .toList();
        if (there.isEmpty()) {
            throw new StoreException("there is no store in " + files.folder() + " that could be set aside");
        }
        Path aside = files.folder().resolve("set-aside-" + MOMENT.format(clock.instant()));
        try {
            Files.createDirectory(
                    aside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            // the database first: with its password alone left, nothing takes the folder for an empty one
            for (Path file : there) {
                Files.move(file, aside.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
            }
            StoreFiles.sync(aside);
            StoreFiles.sync(files.folder());
            return aside;
        } catch (IOException e) {
            throw new StoreException(
                    "the store in " + files.folder() + " could not be set aside into " + aside
                            + "; the files already moved are there: " + Causes.of(e),
                    e);
        }
    }
}
