package io.tekton.sharedservices.runtime;

import io.tekton.sharedservices.journal.Pause;
import io.tekton.sharedservices.text.HostTime;

/** Pauses in words. */
final class Pauses {
    private Pauses() {}

    /** Who paused the job, since when and why, and what lets it run again. */
    static String sentence(Pause pause) {
        return "the job is paused by " + pause.actor() + " since " + HostTime.text(pause.since())
                + (pause.reason().isEmpty() ? "" : ": " + pause.reason()) + "; \"jobs resume " + pause.job()
                + "\" lets it run again";
    }
}
