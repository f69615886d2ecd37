package io.tekton.sharedservices.registry;

import java.io.IOException;
import java.io.InputStream;

/** The registries as they are on a Tekton host. */
final class Samples {
    static final String PLATFORM = "platform_ai_registry.json";
    static final String WRAPPED = "wrapped_cis.json";

    private Samples() {}

    static byte[] bytes(String name) throws IOException {
        try (InputStream in = Samples.class.getResourceAsStream("/samples/" + name)) {
            if (in == null) {
                throw new IOException("no sample " + name);
            }
            return in.readAllBytes();
        }
    }
}
