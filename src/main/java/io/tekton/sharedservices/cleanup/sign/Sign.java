package io.tekton.sharedservices.cleanup.sign;

/** One kind of sign; each is true of living daemons and of a person's background jobs, too. */
public enum Sign {
    REPARENTED("reparented"),
    INPUT_CLOSED("input-closed"),
    TERMINAL_GONE("terminal-gone"),
    FOLDER_DELETED("folder-deleted"),
    PROGRAM_DELETED("program-deleted"),
    SESSION_LEADER_GONE("session-leader-gone");

    private final String word;

    Sign(String word) {
        this.word = word;
    }

    /** As commands and the API name it. */
    public String word() {
        return word;
    }

    /**
     * A sign that a process shows.
     *
     * @param because a sentence; it holds paths and names as they are, not escaped
     */
    public record Found(Sign sign, String because) {}
}
