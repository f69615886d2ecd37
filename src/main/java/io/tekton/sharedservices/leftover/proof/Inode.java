package io.tekton.sharedservices.leftover.proof;

import io.tekton.sharedservices.posix.path.FileStatus;

/** One thing of one file system. */
record Inode(long device, long number) {
    static Inode of(FileStatus status) {
        return new Inode(status.device(), status.inode());
    }
}
