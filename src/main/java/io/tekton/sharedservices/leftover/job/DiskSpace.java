package io.tekton.sharedservices.leftover.job;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the disk of a root is nearly full. */
interface DiskSpace {
    /** Less than this share of the disk is nearly full. */
    double LEAST_FREE = 0.05;

    boolean isShort(String root) throws IOException;

    static DiskSpace ofHost() {
        return root -> {
            FileStore store = Files.getFileStore(Path.of(root));
            return store.getUsableSpace() < store.getTotalSpace() * LEAST_FREE;
        };
    }
}
