package io.tekton.sharedservices.cleanup.verdict;

/** Whether a process serves its own port or socket, as a healthy CI does, registered or not. */
public sealed interface Service {
    /**
     * @param what a sentence: it listens on this
     * @param socket whether it is a Unix domain socket
     */
    record Serves(String what, boolean socket) implements Service {}

    /** @param why a sentence: on what it does not listen, or whose listener it only inherited */
    record Silent(String why) implements Service {}

    /** @param why what could not be read, as a part of a sentence */
    record Unknown(String why) implements Service {}
}
