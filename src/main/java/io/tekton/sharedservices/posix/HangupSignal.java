package io.tekton.sharedservices.posix;

/** SIGHUP, which operators send to have settings read again; unhandled it would end the JVM. */
public final class HangupSignal {
    private HangupSignal() {}

    /**
     * Runs an action at each SIGHUP, even if this process was started to ignore it, as by {@code nohup}. Where no
     * native call is possible, an ignored signal stays ignored. The action runs on its own thread, not on the JVM's.
     * The JVM's signal thread, and each thread that it starts, has a class loader that sees only the JDK's core, and
     * Quartz uses the thread's class loader.
     *
     * @return whether it could be arranged: not where the JVM was started with {@code -Xrs}
     */
    public static boolean onEach(Runnable action) {
        EndingSignal.HUP.heedAgainIfPossible();
        return EndingSignal.HUP.onEach(() -> {
            Thread thread = new Thread(action, "hangup");
            thread.setContextClassLoader(HangupSignal.class.getClassLoader());
            thread.setDaemon(true);
            thread.start();
        });
    }
}
