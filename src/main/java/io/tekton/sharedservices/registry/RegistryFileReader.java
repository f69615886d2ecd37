package io.tekton.sharedservices.registry;

import io.tekton.sharedservices.posix.FileTrust;
import io.tekton.sharedservices.posix.TrustObjection;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/** Looks at one registry file once: whether it may be trusted, what it says, or whether it is really not there. Thread-safe. */
final class RegistryFileReader {
    private final FileTrust trust;
    private final StableBytes bytes = new StableBytes();
    private final RegistryParser parser = new RegistryParser();

    RegistryFileReader(FileTrust trust) {
        this.trust = trust;
    }

    /**
     * @param file absolute
     * @return what the file says; empty if it is not there, and everything on the way to it is in order
     * @throws RegistryFault if neither can be told
     */
    Optional<List<Registration>> read(Path file) throws RegistryFault {
        try {
            mustBeTrusted(trust.judgeLeniently(file));
            return Optional.of(parser.parse(bytes.read(file), file));
        } catch (NoSuchFileException e) {
            mustBeAbsent(file);
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * A link to nowhere, on the way or at its end, is a broken registry and not an absent one; and in a folder that everybody may
     * write, anybody may have removed it.
     */
    private void mustBeAbsent(Path file) throws RegistryFault {
        try {
            for (Path above = file; above != null; above = above.getParent()) {
                if (isThere(above)) {
                    mustBeFolderAbove(file, above);
                    return;
                }
            }
            throw RegistryFault.lasting("lies in a file system without a root");
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static boolean isThere(Path entry) throws IOException {
        try {
            Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void mustBeFolderAbove(Path file, Path above) throws IOException, RegistryFault {
        if (Files.isSymbolicLink(above) && !Files.exists(above)) {
            throw RegistryFault.lasting(
                    above.equals(file)
                            ? "is a symbolic link to nowhere"
                            : "lies below " + above + ", a symbolic link to nowhere");
        }
        if (above.equals(file)) {
            throw RegistryFault.passing("came and went while it was looked at");
        }
        if (!Files.isDirectory(above)) {
            // ENOTDIR: newer JDKs tell it as a file that does not exist.
            throw RegistryFault.lasting("lies below " + above + ", which is no folder");
        }
        mustBeTrusted(trust.judgeFolderLeniently(above));
    }

    private static void mustBeTrusted(List<TrustObjection> objections) throws RegistryFault {
        for (TrustObjection objection : objections) {
            if (objection.grave()) {
                throw RegistryFault.lasting("cannot be trusted: " + objection.text());
            }
        }
    }

    private static RegistryFault unreadable(IOException e) {
        String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
        if (e instanceof AccessDeniedException) {
            reason = "permission denied";
        }
        return RegistryFault.lasting("cannot be read: " + (reason == null ? e.toString() : reason));
    }
}
