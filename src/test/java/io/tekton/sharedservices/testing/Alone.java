package io.tekton.sharedservices.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * On a class of tests beside which no other class of the build runs, such as one that chooses the next process's pid.
 */
@Tag(Alone.TAG)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Alone {
    /** The build runs the slow classes that have it before the others, which then never wait for one. */
    String TAG = "alone";
}
