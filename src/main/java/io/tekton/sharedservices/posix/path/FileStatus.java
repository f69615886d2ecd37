package io.tekton.sharedservices.posix.path;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;

/**
 * What {@code statx(2)} says of a name, without following a link.
 *
 * @param device major number in the upper 32 bits, minor in the lower
 * @param mode type and permissions, as in {@code inode(7)}
 * @param uid of the owner
 * @param links how many names it has
 * @param size in bytes
 * @param allocated bytes on the disk
 * @param modified when its content last changed; anybody who may write it can set this
 * @param changed when anything of it last changed; the kernel alone sets this
 * @param mountRoot whether another file system is mounted there; false where the kernel is older than 5.8
 */
public record FileStatus(
        long device,
        long inode,
        int mode,
        int uid,
        long links,
        long size,
        long allocated,
        Instant modified,
        Instant changed,
        boolean mountRoot) {
    static final int BYTES = 256;
    private static final long MOUNT_ROOT = 0x2000;
    private static final int TYPE = 0170000;

    /** As in {@code struct statx}, whose places are the same on every processor. */
    static FileStatus of(byte[] bytes) {
        ByteBuffer status = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        return new FileStatus(
                (long) status.getInt(136) << 32 | Integer.toUnsignedLong(status.getInt(140)),
                status.getLong(32),
                Short.toUnsignedInt(status.getShort(28)),
                status.getInt(20),
                Integer.toUnsignedLong(status.getInt(16)),
                status.getLong(40),
                status.getLong(48) * 512,
                time(status, 112),
                time(status, 96),
                (status.getLong(8) & MOUNT_ROOT) != 0);
    }

    private static Instant time(ByteBuffer status, int at) {
        return Instant.ofEpochSecond(status.getLong(at), status.getInt(at + 8));
    }

    public boolean isFolder() {
        return (mode & TYPE) == 0040000;
    }

    public boolean isFile() {
        return (mode & TYPE) == 0100000;
    }

    public boolean isSocket() {
        return (mode & TYPE) == 0140000;
    }

    public boolean isLink() {
        return (mode & TYPE) == 0120000;
    }

    public boolean isWritableByAll() {
        return (mode & 0002) != 0;
    }

    /** Only its owner, the folder's or root may rename or remove an entry of such a folder. */
    public boolean isSticky() {
        return (mode & 01000) != 0;
    }

    public int permissions() {
        return mode & 07777;
    }

    /** Whether it is the same thing, whatever its name and times are. */
    public boolean isSameThing(FileStatus other) {
        return device == other.device && inode == other.inode && (mode & TYPE) == (other.mode & TYPE);
    }

    /** Whether it is the same thing and nobody has touched it. A rename sets {@link #changed}. */
    public boolean isUntouchedSince(FileStatus earlier) {
        return isSameThing(earlier)
                && uid == earlier.uid
                && mode == earlier.mode
                && size == earlier.size
                && links == earlier.links
                && modified.equals(earlier.modified)
                && changed.equals(earlier.changed);
    }

    /** Whether its content is as it was, as far as its size and time show. A rename changes neither. */
    public boolean hasContentOf(FileStatus earlier) {
        return size == earlier.size && modified.equals(earlier.modified);
    }

    /** The later of the two times. */
    public Instant newest() {
        return changed.isAfter(modified) ? changed : modified;
    }
}
