package io.tekton.sharedservices.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.api.AccessToken;
import io.tekton.sharedservices.config.WebSettings;
import io.tekton.sharedservices.metrics.FakeInsight;
import io.tekton.sharedservices.metrics.Instrumentation;
import io.tekton.sharedservices.web.http.ServerStartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the API listens. */
class BindingTest {
    @TempDir
    private Path folder;

    private ApiServer start(String address, int port, boolean asked) throws IOException {
        return ApiServer.start(
                new WebSettings(address, port),
                asked,
                AccessToken.create(folder),
                new FakeServices(),
                new FakeInsight(),
                new Instrumentation(),
                Clock.systemUTC(),
                ZoneOffset.UTC,
                null);
    }

    @Test
    void takesAFreePortWhereTheDefaultIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            ApiServer server = start("127.0.0.1", taken.getLocalPort(), false);

            assertThat(server.url())
                    .startsWith("http://127.0.0.1:")
                    .doesNotEndWith(":" + taken.getLocalPort())
                    .doesNotEndWith(":0");
            server.stop(Duration.ZERO);
        }
    }

    @Test
    void saysSoWhereThePortThatWasAskedForIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> start("127.0.0.1", taken.getLocalPort(), true))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessageContaining("127.0.0.1 port " + taken.getLocalPort())
                    .hasMessageContaining("web.port = 0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
    void listensNowhereButOnTheLoopbackInterface(String address) {
        assertThatThrownBy(() -> start(address, 0, false))
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining("web.remote = true");
    }

    @Test
    void makesANewTokenAtEachStart() throws IOException {
        AccessToken first = AccessToken.create(folder);
        AccessToken second = AccessToken.create(folder);

        assertThat(first.proof("nonce", 1)).isNotEqualTo(second.proof("nonce", 1));
        assertThat(AccessToken.read(folder).proof("nonce", 1)).isEqualTo(second.proof("nonce", 1));
    }
}
