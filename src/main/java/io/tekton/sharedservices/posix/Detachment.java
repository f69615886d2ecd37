package io.tekton.sharedservices.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;

/** Leaving the terminal that a background process was started from. */
public final class Detachment {
    private static final int EPERM = 1;

    private Detachment() {}

    private static final class Calls {
        static {
            NativeAccess.prepare();
            Native.register(Calls.class, "c");
        }

        static native int setsid() throws LastErrorException;
    }

    /**
     * Starts a new session for this process, {@code setsid(2)}: a hang-up or Ctrl-C of the terminal no longer reaches
     * it. Does nothing if it already leads a session or a group.
     *
     * @throws PosixException if the call failed otherwise
     */
    public static void fromTerminal() {
        try {
            Calls.setsid();
        } catch (LastErrorException e) {
            if (e.getErrorCode() != EPERM) {
                throw new PosixException("setsid failed", e.getErrorCode(), e);
            }
        }
    }
}
