package io.tekton.sharedservices.settings;

/** A text that is not the value it should be; says apart what is wrong and what is allowed. */
public final class InvalidValueException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String what;
    private final String allowed;

    /**
     * @param what what is wrong, a clause whose subject is the value: "has no unit"
     * @param allowed what would be right: "a number from 1 to 10"
     */
    public InvalidValueException(String what, String allowed) {
        super(what + "; allowed: " + allowed);
        this.what = what;
        this.allowed = allowed;
    }

    public String what() {
        return what;
    }

    public String allowed() {
        return allowed;
    }
}
