package io.tekton.sharedservices.doctor;

import io.tekton.sharedservices.api.AccessToken;
import io.tekton.sharedservices.config.WebSettings;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Whether the operator's token can be used; else the daemon does not start. */
public final class TokenCheck {
    private static final String NAME = "token";

    private TokenCheck() {}

    /** @return empty where each start makes a token of its own */
    public static Optional<Check> of(WebSettings web) {
        return web.tokenFile().map(TokenCheck::of);
    }

    private static Check of(Path file) {
        try {
            AccessToken.ofOperator(file);
            return Check.good(NAME, file + " can be used");
        } catch (IOException e) {
            return Check.bad(
                    NAME,
                    "the token of web.token-file cannot be used, so the daemon does not start: " + Causes.of(e),
                    "make it: (umask 077; openssl rand -hex 32 > FILE), and name that file in web.token-file");
        }
    }
}
