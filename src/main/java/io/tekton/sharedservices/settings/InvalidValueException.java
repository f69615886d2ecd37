package io.tekton.sharedservices.settings;

import io.tekton.sharedservices.text.NearestName;
import java.util.List;

/** A text that is not the value it should be; says apart what is wrong and what is allowed. */
public final class InvalidValueException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String what;
    private final String allowed;
    private final String meant;

    /**
     * @param what what is wrong, a clause whose subject is the value: "has no unit"
     * @param allowed what would be right: "a number from 1 to 10"
     */
    public InvalidValueException(String what, String allowed) {
        this(what, allowed, "");
    }

    private InvalidValueException(String what, String allowed, String meant) {
        super(what + meant + "; allowed: " + allowed);
        this.what = what;
        this.allowed = allowed;
        this.meant = meant;
    }

    /** A word that is none of these; asks for the nearest of them, if one is near. */
    static InvalidValueException unknown(String what, String given, List<String> words) {
        String meant = NearestName.among(given, words)
                .map(near -> " (did you mean " + near + "?)")
                .orElse("");
        return new InvalidValueException(what, String.join(", ", words), meant);
    }

    public String what() {
        return what + meant;
    }

    /** {@code (did you mean X?)}, which {@link #what} ends with too; empty where nothing is near. */
    public String meant() {
        return meant;
    }

    public String allowed() {
        return allowed;
    }
}
