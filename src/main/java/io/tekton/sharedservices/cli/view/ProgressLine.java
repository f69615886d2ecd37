package io.tekton.sharedservices.cli.view;

import io.tekton.sharedservices.cleanup.CleanupListener;

/** A cleanup's progress as one line that is written over; on a terminal only. */
public final class ProgressLine implements CleanupListener {
    private static final String ERASE = "\r\u001b[K";

    private final Terminal terminal;
    private String shown = "";

    public ProgressLine(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void progress(Phase phase, int done, int total) {
        if (!terminal.progress()) {
            return;
        }
        String of = total == 0 ? "" : " " + done + " of " + total;
        String text = switch (phase) {
            case SCANNING -> "scanning all processes";
            case CONFIRMING -> total + " found; checking again to confirm";
            case TERMINATING -> "SIGTERM:" + of;
            case WAITING -> "waiting for them to end:" + of;
            case KILLING -> "SIGKILL to the rest:" + of;
        };
        if (!text.equals(shown)) {
            shown = text;
            terminal.err().print(ERASE + text);
            terminal.err().flush();
        }
    }

    public void clear() {
        if (!shown.isEmpty()) {
            terminal.err().print(ERASE);
            terminal.err().flush();
        }
    }
}
