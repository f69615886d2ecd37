package io.tekton.sharedservices.posix;

/** SIGHUP, which operators send to have settings read again; unhandled it would end the JVM. */
public final class HangupSignal {
    private HangupSignal() {}

    /**
     * Has something done at each SIGHUP, also where this process was started to ignore it, as by {@code nohup}; where
     * no native call is possible, an ignored one stays ignored. It is done on a thread of its own. Not on the JVM's:
     * that one, and each thread that it starts, has no class loader that sees more than the JDK's core, and Quartz asks
     * the thread for one.
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
