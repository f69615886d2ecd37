package io.tekton.sharedservices.process;

/**
 * Which file or folder it is, whatever the path: {@code st_dev} and {@code st_ino} of {@code stat(2)}. Bind mounts of
 * one folder share it.
 */
public record FileIdentity(long device, long inode) {}
