package io.tekton.sharedservices.testing;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/**
 * Runs something on a thread that is another user: to the kernel, a user is a thread's. Needs root and 64-bit Linux.
 */
public final class OtherUser {
    public static final int NOBODY = 65534;

    private static final Map<String, Long> SETRESUID = Map.of("amd64", 117L, "aarch64", 147L);

    static {
        Native.register(OtherUser.class, NativeLibrary.getProcess());
    }

    private OtherUser() {}

    private static native long syscall(long number, long real, long effective, long saved) throws LastErrorException;

    public static boolean possible() {
        return "root".equals(System.getProperty("user.name")) && SETRESUID.containsKey(System.getProperty("os.arch"));
    }

    /** The thread that runs it, and those that it starts, stay that user's until they end. */
    public static <T> T call(int uid, Callable<T> what) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                syscall(SETRESUID.get(System.getProperty("os.arch")), uid, uid, uid);
                result.complete(what.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        thread.start();
        return result.join();
    }
}
