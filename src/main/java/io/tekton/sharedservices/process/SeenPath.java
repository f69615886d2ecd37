package io.tekton.sharedservices.process;

import java.util.List;

/**
 * Where a path leads for one process, links followed, in its own root and mounts.
 *
 * @param chain the file or folder itself, then each folder above it, nearest first, up to the process's root. Where the
 *     path does not exist, it begins with the nearest folder above that does
 * @param exists whether the path exists as a whole
 */
public record SeenPath(List<FileIdentity> chain, boolean exists) {
    public SeenPath {
        chain = List.copyOf(chain);
    }

    /** Whether the path is this folder. */
    public boolean is(FileIdentity folder) {
        return exists && chain.get(0).equals(folder);
    }

    /** Whether the path is in this folder, at any depth. */
    public boolean isBelow(FileIdentity folder) {
        return (exists ? chain.subList(1, chain.size()) : chain).contains(folder);
    }
}
