package io.tekton.sharedservices.process;

/** A socket in the listening state. Processes that inherited or share it hold the same inode. */
public sealed interface Listener {
    long inode();

    /** One of TCP, IPv4 or IPv6, on any address. */
    record Tcp(long inode, int port) implements Listener {}

    /**
     * A stream or seqpacket socket of the Unix domain. {@code name} is its path, or begins with {@code @} where it is
     * abstract.
     */
    record Unix(long inode, String name) implements Listener {}
}
