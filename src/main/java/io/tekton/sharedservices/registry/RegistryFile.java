package io.tekton.sharedservices.registry;

import java.nio.file.Path;

/**
 * One registry file that is to be read.
 *
 * @param path where it is; absolute and normalised, symbolic links not followed
 * @param optional whether it may be absent as long as it was never read before
 */
public record RegistryFile(Path path, boolean optional) {
    public RegistryFile {
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("a registry file's path must be absolute, not \"" + path + "\"");
        }
        path = path.normalize();
    }
}
