package io.tekton.sharedservices.testing;

import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Prints which test was left out and why; Maven only counts them. JUnit finds this by {@code META-INF/services}. */
public final class LeftOut implements TestWatcher {
    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        print(context, reason.orElse("no reason is given"));
    }

    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        String reason = cause.getMessage();
        print(context, reason == null ? cause.getClass().getSimpleName() : reason);
    }

    private static void print(ExtensionContext context, String reason) {
        System.out.println("left out: " + context.getRequiredTestClass().getSimpleName() + "."
                + context.getRequiredTestMethod().getName() + ": "
                + reason.strip().replaceAll("\\s*\\R\\s*", " "));
    }
}
