package io.tekton.sharedservices.testing;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import io.tekton.sharedservices.concurrent.StopFlag;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Runs something on a thread that is another user: to the kernel, a user is a thread's. Needs root and 64-bit Linux.
 */
public final class OtherUser {
    public static final int NOBODY = 65534;

    private static final Map<String, Long> SETRESUID = Map.of("amd64", 117L, "aarch64", 147L);

    static {
        Native.register(OtherUser.class, NativeLibrary.getProcess());
        loadAll(OtherUser.class);
        loadAll(StopFlag.class);
    }

    private OtherUser() {}

    private static native long syscall(long number, long real, long effective, long saved) throws LastErrorException;

    /**
     * A checkout may be in a folder that others cannot enter. A class that a thread of theirs is the first to need
     * would not be found, and the virtual machine would not look for it again for the rest of its life.
     */
    private static void loadAll(Class<?> one) {
        try {
            Path root = Path.of(
                    one.getProtectionDomain().getCodeSource().getLocation().toURI());
            List<String> names;
            try (Stream<Path> files = Files.walk(root)) {
                names = files.map(file -> root.relativize(file).toString())
                        .filter(name -> name.startsWith("io/") && name.endsWith(".class") && !name.contains("-info"))
                        .map(name -> name.replace(".class", "").replace('/', '.'))
                        .toList();
            }
            for (String name : names) {
                Class.forName(name, false, one.getClassLoader());
            }
        } catch (ClassNotFoundException | IOException | URISyntaxException e) {
            throw new IllegalStateException("the classes beside " + one + " could not be loaded", e);
        }
    }

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
