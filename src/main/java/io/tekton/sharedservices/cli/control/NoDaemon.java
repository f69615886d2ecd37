package io.tekton.sharedservices.cli.control;

import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.client.DaemonLookup;

/** The end of a command that only a running daemon can serve. */
public final class NoDaemon {
    private NoDaemon() {}

    /**
     * @param sighting none that runs
     * @param notRunning the sentence where it is known that none runs; how to start it is added
     * @return the exit code
     */
    public static int report(DaemonLookup sighting, String notRunning, Terminal terminal) {
        if (sighting instanceof DaemonLookup.Unclear unclear) {
            terminal.error(unclear.why());
            return ExitCode.UNKNOWN;
        }
        terminal.error(
                sighting instanceof DaemonLookup.NotRunning none ? notRunning + ". " + none.advice() : notRunning);
        return ExitCode.NOT_RUNNING;
    }
}
