package io.tekton.sharedservices.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** By which a file is known that nobody has touched since; a change of its name does not change it. */
public record FileStamp(@Nullable Object key, long size, FileTime modified) {
    /** Empty where it cannot be read. */
    public static Optional<FileStamp> of(Path file) {
        try {
            BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(new FileStamp(seen.fileKey(), seen.size(), seen.lastModifiedTime()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
