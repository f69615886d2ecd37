package io.tekton.sharedservices.posix.path;

import com.sun.jna.LastErrorException;
import java.io.IOException;

/** The system refused. */
public final class SystemCallException extends IOException {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int ESRCH = 3;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int EEXIST = 17;
    static final int EXDEV = 18;
    static final int ENOTDIR = 20;
    static final int EINVAL = 22;
    static final int ENOSPC = 28;
    static final int ENOSYS = 38;
    static final int ENOTEMPTY = 39;
    static final int ELOOP = 40;
    static final int ECONNREFUSED = 111;
    static final int EDQUOT = 122;

    private static final long serialVersionUID = 1L;

    private final int errno;

    SystemCallException(String what, LastErrorException cause) {
        super(what + ": " + String.valueOf(cause.getMessage()).replaceFirst("^\\[\\d+] ", ""), cause);
        this.errno = cause.getErrorCode();
    }

    public int errno() {
        return errno;
    }

    /** There is no such name, or what it was has gone. */
    public boolean isMissing() {
        return errno == ENOENT;
    }

    /** There is no such process any more. */
    public boolean isNoProcess() {
        return errno == ESRCH;
    }

    /** What was asked makes no sense for this, such as the network of a zombie. */
    public boolean isInvalid() {
        return errno == EINVAL;
    }

    /** A link is in the way, or something that is no folder. */
    public boolean isLink() {
        return errno == ELOOP || errno == ENOTDIR;
    }

    /** The way leads to another file system or mount. */
    public boolean isOtherMount() {
        return errno == EXDEV;
    }

    public boolean isTaken() {
        return errno == EEXIST;
    }

    public boolean isFull() {
        return errno == ENOSPC || errno == EDQUOT;
    }
}
