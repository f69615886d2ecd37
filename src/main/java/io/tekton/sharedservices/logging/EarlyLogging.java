package io.tekton.sharedservices.logging;

/** What the logging library must know before it is loaded. */
public final class EarlyLogging {
    private EarlyLogging() {}

    /** To be called before anything else: the library reads these properties once. */
    public static void keepQuiet() {
        // What is logged before the log files are open must not end up on standard output, the library's own default.
        System.setProperty("org.apache.logging.log4j.level", "OFF");
        // The library's own hook cannot be registered after a stop has begun; the library would then fail to start.
        System.setProperty("log4j.shutdownHookEnabled", "false");
    }
}
