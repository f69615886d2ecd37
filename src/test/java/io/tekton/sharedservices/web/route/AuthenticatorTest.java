package io.tekton.sharedservices.web.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.api.Health;
import io.tekton.sharedservices.config.AllowedHost;
import io.tekton.sharedservices.config.MetricsAccess;
import io.tekton.sharedservices.config.PublicUrl;
import io.tekton.sharedservices.config.WebSettings;
import io.tekton.sharedservices.web.FakeServices;
import io.tekton.sharedservices.web.RunningServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in. */
class AuthenticatorTest {
    @TempDir
    private Path folder;

    private final FakeServices services = new FakeServices();
    private RunningServer running;

    @BeforeEach
    void start() throws IOException {
        running = RunningServer.with(services, folder);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private String host() {
        return "Host: 127.0.0.1:" + running.port();
    }

    private String bearer() throws IOException {
        return "Authorization: Bearer " + running.secret();
    }

    @Test
    void aRightTokenIsLetIn() throws IOException {
        assertThat(running.asked("GET", "/api/v1/status")).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/status",
                "/api/v1/runs",
                "/api/v1/no-such-thing",
                "/api/v1/live",
                "/api/v1/trend",
                "/api/v1/terminations/1",
                "/api/v1/dashboard/session",
                "/metrics/x",
                "/livez/",
                "/LIVEZ",
                "/index.html",
                "/dashboard",
                "/dashboard/x/y"
            })
    void withoutATokenTheAnswerSaysOnlyThatOneIsNeeded(String path) throws IOException {
        String answer = running.raw("GET " + path + " HTTP/1.1", host());

        assertThat(answer)
                .startsWith("HTTP/1.1 401 ")
                .containsIgnoringCase("WWW-Authenticate: Bearer")
                .contains("application/problem+json", "urn:shared-services:problem:unauthorized");
        assertThat(services.asked).isEmpty();
    }

    @Test
    void wrongTokensAreRefused() throws IOException {
        String secret = running.secret();
        for (String shown : new String[] {
            "Bearer " + secret.substring(1),
            "Bearer " + secret + "0",
            "Bearer " + "0".repeat(64),
            "Bearer",
            "Bearer ",
            "Basic " + secret,
            secret,
            "",
            "Bearer " + secret.substring(0, 63) + "\u00e4"
        }) {
            assertThat(running.raw("GET /api/v1/status HTTP/1.1", host(), "Authorization: " + shown))
                    .as(shown)
                    .startsWith("HTTP/1.1 401 ");
        }
        assertThat(services.asked).isEmpty();
    }

    @Test
    void twoTokensAreNone() throws IOException {
        assertThat(running.raw("GET /api/v1/status HTTP/1.1", host(), bearer(), bearer()))
                .startsWith("HTTP/1.1 401 ");
    }

    @Test
    void aTokenInTheQueryIsNone() throws IOException {
        assertThat(running.raw("GET /api/v1/status?token=" + running.secret() + " HTTP/1.1", host()))
                .startsWith("HTTP/1.1 401 ");
    }

    @Test
    void allNamesOfThisHostAreItsOwn() throws IOException {
        for (String name : new String[] {"127.0.0.1", "localhost", "[::1]"}) {
            assertThat(running.raw("GET /livez HTTP/1.1", "Host: " + name + ":" + running.port(), "Connection: close"))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void anotherNameThatLeadsHereIsRefused() throws IOException {
        int port = running.port();
        for (String host : new String[] {
            "Host: evil.example:" + port,
            "Host: evil.example",
            "Host: 127.0.0.1",
            "Host: 127.0.0.1:" + (port + 1),
            "Host: localhost.evil.example:" + port,
            "Host: 127.0.0.1:" + port + "@evil.example",
            "Host:",
            "X-Host: none at all",
            "Host: 127.0.0.1:" + port + "\r\nHost: evil.example"
        }) {
            String answer = running.raw("GET /api/v1/status HTTP/1.1", host, bearer());

            assertThat(answer).as(host).startsWith("HTTP/1.1 400 ");
            assertThat(running.raw("GET /livez HTTP/1.1", host)).as(host).startsWith("HTTP/1.1 400 ");
        }
        assertThat(services.asked).isEmpty();
    }

    @Test
    void aTargetThatNamesAnotherHostIsRefused() throws IOException {
        assertThat(running.raw("GET http://evil.example/api/v1/status HTTP/1.1", host(), bearer()))
                .startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: https://127.0.0.1",
                "Origin: http://127.0.0.1:1",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Sec-Fetch-Site: anything"
            })
    void aPageOfAnotherSiteIsRefusedEvenWithTheToken(String header) throws IOException {
        assertThat(running.asked("GET", "/api/v1/status", header))
                .startsWith("HTTP/1.1 403 ")
                .contains("urn:shared-services:problem:cross-site");
        assertThat(running.asked("POST", "/api/v1/reload", header, "Content-Length: 0"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(services.asked).isEmpty();
    }

    @Test
    void aPageOfItsOwnIsLetIn() throws IOException {
        assertThat(running.asked(
                        "GET",
                        "/api/v1/status",
                        "Origin: http://127.0.0.1:" + running.port(),
                        "Sec-Fetch-Site: same-origin"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(running.asked("GET", "/api/v1/status", "Sec-Fetch-Site: none"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void everyAnswerForbidsBrowsersToKeepOrGuess() throws IOException {
        assertThat(running.asked("GET", "/api/v1/status"))
                .containsIgnoringCase("Cache-Control: no-store")
                .containsIgnoringCase("X-Content-Type-Options: nosniff")
                .containsIgnoringCase("Content-Security-Policy: default-src 'none'")
                .doesNotContainIgnoringCase("Access-Control-Allow-Origin");
    }

    @Test
    void strangersMayAskWhetherItLivesAndIsReady() throws IOException {
        assertThat(running.raw("GET /livez HTTP/1.1", host(), "Connection: close"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("ok\n");
        services.health = new Health(true, false, "starting");

        assertThat(running.raw("GET /livez HTTP/1.1", host(), "Connection: close"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(running.raw("GET /readyz HTTP/1.1", host(), "Connection: close"))
                .startsWith("HTTP/1.1 503 ")
                .endsWith("starting\n");
        services.health = new Health(false, true, "stuck");

        assertThat(running.raw("HEAD /livez HTTP/1.1", host(), "Connection: close"))
                .startsWith("HTTP/1.1 503 ");
        assertThat(running.raw("GET /readyz HTTP/1.1", host(), "Connection: close"))
                .startsWith("HTTP/1.1 503 ");
    }

    @Test
    void aProofNeedsANonceOfSomeLength() throws IOException {
        assertThat(running.raw("GET /api/v1/hello HTTP/1.1", host())).startsWith("HTTP/1.1 400 ");
        assertThat(running.raw("GET /api/v1/hello?nonce=short HTTP/1.1", host()))
                .startsWith("HTTP/1.1 400 ");
        assertThat(running.raw("GET /api/v1/hello?nonce=0123456789abcdef HTTP/1.1", host(), "Connection: close"))
                .startsWith("HTTP/1.1 200 ")
                .contains(running.token.proof("0123456789abcdef", running.port()))
                .doesNotContain(running.secret());
    }

    @Test
    void onceOpenedToOthersItGoesByNumberAndTheOperatorsToken() throws IOException {
        String secret = "0123456789abcdef".repeat(4);
        try (RunningServer open = RunningServer.openToOthers(services, folder, secret)) {
            String bearer = "Authorization: Bearer " + secret;
            String ask = "GET /api/v1/status HTTP/1.1";
            String close = "Connection: close";

            assertThat(open.raw(ask, "Host: 192.0.2.7:" + open.port(), bearer, close))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(open.raw(ask, "Host: 192.0.2.7:" + open.port(), close)).startsWith("HTTP/1.1 401 ");
            assertThat(open.raw(ask, "Host: rebound.example:" + open.port(), bearer, close))
                    .startsWith("HTTP/1.1 400 ");
            assertThat(open.raw(ask, "Host: 192.0.2.7:1", bearer, close)).startsWith("HTTP/1.1 400 ");
            assertThat(open.raw(
                            ask,
                            "Host: 192.0.2.7:" + open.port(),
                            "Origin: http://198.51.100.1:" + open.port(),
                            bearer,
                            close))
                    .startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void onThisHostAloneAnotherNumberIsRefused() throws IOException {
        assertThat(running.raw("GET /api/v1/status HTTP/1.1", "Host: 192.0.2.7:" + running.port(), bearer()))
                .doesNotStartWith("HTTP/1.1 200 ");
    }

    @Test
    void aNameOfAllowedHostsIsLetInWithItsOwnOriginAlone() throws IOException {
        running.close();
        running = RunningServer.under(services, folder, List.of(new AllowedHost("ci.example.org", "")));

        for (String origin : List.of("https://ci.example.org", "http://ci.example.org")) {
            assertThat(named("ci.example.org", origin)).startsWith("HTTP/1.1 200 ");
        }
        for (String origin : List.of(
                "https://evil.example",
                "https://ci.example.org:8443",
                "https://ci.example.org.evil.example",
                "https://127.0.0.1:" + running.port() + ".evil.example",
                "ftp://ci.example.org",
                "null")) {
            assertThat(named("ci.example.org", origin)).as(origin).startsWith("HTTP/1.1 403 ");
        }
        assertThat(named("evil.example", "https://evil.example")).startsWith("HTTP/1.1 400 ");
        assertThat(named("evil.example", "https://ci.example.org")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void theHostOfThePublicUrlIsLetInWithItsSchemeAndPortAlone() throws IOException {
        running.close();
        WebSettings where = new WebSettings(
                "127.0.0.1",
                0,
                false,
                Optional.empty(),
                MetricsAccess.OPEN,
                List.of(new AllowedHost("ci.example.org", "")),
                Optional.of(new PublicUrl("https", new AllowedHost("ci.example.org", ""), "/janitor")));
        running = RunningServer.under(services, folder, where);

        assertThat(named("ci.example.org", "https://ci.example.org")).startsWith("HTTP/1.1 200 ");
        assertThat(named("ci.example.org:443", "https://ci.example.org")).startsWith("HTTP/1.1 200 ");
        for (String origin : List.of(
                "http://ci.example.org",
                "https://ci.example.org:8443",
                "https://ci.example.org/janitor",
                "https://evil.example",
                "null")) {
            assertThat(named("ci.example.org", origin)).as(origin).startsWith("HTTP/1.1 403 ");
        }
        assertThat(named("evil.example", "https://ci.example.org")).startsWith("HTTP/1.1 400 ");
        assertThat(running.posted("/api/v1/dashboard/links", "{\"actor\":\"op\"}"))
                .contains("\"https://ci.example.org/janitor/#link=");
    }

    @Test
    void thePublicUrlNeedsNoEntryInAllowedHosts() throws IOException {
        running.close();
        PublicUrl url = new PublicUrl("http", new AllowedHost("ci.example.org", ":8080"), "");
        running = RunningServer.under(
                services,
                folder,
                new WebSettings(
                        "127.0.0.1", 0, false, Optional.empty(), MetricsAccess.OPEN, List.of(), Optional.of(url)));

        assertThat(named("ci.example.org:8080", "http://ci.example.org:8080")).startsWith("HTTP/1.1 200 ");
        assertThat(named("ci.example.org:8080", "https://ci.example.org:8080")).startsWith("HTTP/1.1 403 ");
        assertThat(named("ci.example.org", "http://ci.example.org")).startsWith("HTTP/1.1 400 ");
    }

    private String named(String host, String origin) throws IOException {
        return running.raw(
                "GET /api/v1/status HTTP/1.1", "Host: " + host, bearer(), "Origin: " + origin, "Connection: close");
    }
}
