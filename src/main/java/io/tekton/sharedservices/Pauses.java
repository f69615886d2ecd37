package io.tekton.sharedservices;

import io.tekton.sharedservices.audit.HostTime;
import io.tekton.sharedservices.audit.Pause;

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
