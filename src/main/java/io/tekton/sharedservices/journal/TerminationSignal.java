package io.tekton.sharedservices.journal;

/** The signals that a termination may use, in the order of their use; numbers as in {@code signal(7)}. */
public enum TerminationSignal {
    TERM(15),
    KILL(9);

    private final int number;

    TerminationSignal(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
