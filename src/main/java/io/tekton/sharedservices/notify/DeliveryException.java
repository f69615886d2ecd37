package io.tekton.sharedservices.notify;

/** A notification did not arrive. */
final class DeliveryException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean worthAnotherTry;

    /**
     * @param message a clause for people, without address or secret
     * @param worthAnotherTry whether the other side may take it later
     */
    DeliveryException(String message, boolean worthAnotherTry) {
        super(message);
        this.worthAnotherTry = worthAnotherTry;
    }

    boolean isWorthAnotherTry() {
        return worthAnotherTry;
    }
}
