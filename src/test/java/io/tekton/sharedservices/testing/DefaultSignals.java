package io.tekton.sharedservices.testing;

import io.tekton.sharedservices.posix.IgnoredSignals;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What all tests start heeds SIGHUP, SIGINT and SIGTERM, also where the build itself was started to ignore some, as
 * {@code nohup mvn verify &} in a script is. JUnit finds this by {@code META-INF/services}.
 */
public final class DefaultSignals implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        IgnoredSignals.keepFromChildren();
    }
}
