package io.tekton.sharedservices.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.settings.SettingsException;
import io.tekton.sharedservices.settings.SettingsLayers;
import io.tekton.sharedservices.settings.SettingsReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSettingsTest {
    private static final Path BASE = Path.of("/srv/tekton/.tekton");

    @Test
    void listensOnlyToThisHostByDefault() {
        WebSettings settings = read();

        assertThat(settings).isEqualTo(new WebSettings("127.0.0.1", 8377));
        assertThat(settings.remote()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void letsOthersInOnlyByWordAndToken(String address) {
        String all = "web.address=" + address;

        assertThatThrownBy(() -> read(all))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("web.token-file");
        assertThatThrownBy(() -> read(all, "web.remote=true")).isInstanceOf(SettingsException.class);
        assertThatThrownBy(() -> read(all, "web.token-file=token.txt")).isInstanceOf(SettingsException.class);
        assertThat(read(all, "web.remote=true", "web.token-file=token.txt").tokenFile())
                .contains(BASE.resolve("token.txt"));
    }

    @Test
    void metricsAreOpenUnlessTheTokenIsAskedFor() {
        assertThat(read().metrics()).isEqualTo(MetricsAccess.OPEN);
        assertThat(read("web.metrics=open").metrics()).isEqualTo(MetricsAccess.OPEN);
        assertThat(read("web.metrics=token").metrics()).isEqualTo(MetricsAccess.TOKEN);
        assertThatThrownBy(() -> read("web.metrics=closed"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("closed")
                .hasMessageContaining("open");
    }

    @Test
    void aHostWithoutAPortIsAllowedOnEveryPortAndOneWithAPortOnThatPort() {
        WebSettings settings = read("web.allowed-hosts=CI.example.org, host-a:8377, [fd00::1]");

        assertThat(admitted(settings, "ci.example.org", "ci.EXAMPLE.org:8443", "host-a:8377", "[fd00::1]:1"))
                .isEqualTo(4);
        assertThat(admitted(
                        settings,
                        "host-a",
                        "host-a:83",
                        "x.ci.example.org",
                        "ci.example.org.",
                        "ci.example.org.evil.example",
                        "ci.example.org:",
                        "ci.example.org:x",
                        "user@ci.example.org",
                        ""))
                .isZero();
        assertThat(read().allowedHosts()).isEmpty();
    }

    private static long admitted(WebSettings settings, String... hosts) {
        return Stream.of(hosts)
                .filter(host -> settings.allowedHosts().stream().anyMatch(name -> name.admits(host)))
                .count();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "*.example.org",
                "https://ci.example.org",
                "ci.example.org/",
                "ci.example.org.",
                "ci..example.org",
                "-ci.example.org",
                "ci.example.org:0",
                "ci.example.org:65536",
                "ci.example.org:",
                "ci_1.example.org",
                "ci.example.org evil.example",
                "fd00::1"
            })
    void refusesWhatIsNoHostName(String text) {
        assertThatThrownBy(() -> read("web.allowed-hosts=good.example," + text))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("web.allowed-hosts")
                .hasMessageContaining(text);
    }

    @ParameterizedTest
    @CsvSource({
        "https://CI.example.org, https://ci.example.org, https://ci.example.org",
        "HTTPS://ci.example.org:443/, https://ci.example.org, https://ci.example.org",
        "http://ci.example.org:80, http://ci.example.org, http://ci.example.org",
        "http://ci.example.org:443, http://ci.example.org:443, http://ci.example.org:443",
        "https://ci.example.org:8443/janitor/a-1/, https://ci.example.org:8443, https://ci.example.org:8443/janitor/a-1",
        "'https://[fd00::1]:8443', 'https://[fd00::1]:8443', 'https://[fd00::1]:8443'"
    })
    void aPublicUrlHasASchemeAHostAndPerhapsAPortAndAPrefix(String text, String origin, String shown) {
        PublicUrl url = read("web.public-url=" + text).publicUrl().orElseThrow();

        assertThat(url.origin()).isEqualTo(origin);
        assertThat(url).hasToString(shown);
    }

    @Test
    void aPublicUrlIsAskedForUnderItsOwnNameAndPort() {
        PublicUrl usual =
                read("web.public-url=https://ci.example.org").publicUrl().orElseThrow();
        PublicUrl other =
                read("web.public-url=https://ci.example.org:8443").publicUrl().orElseThrow();

        assertThat(Stream.of("ci.example.org", "CI.example.org:443").filter(usual::admits))
                .hasSize(2);
        assertThat(Stream.of("ci.example.org:80", "ci.example.org:8443", "x.ci.example.org", "")
                        .filter(usual::admits))
                .isEmpty();
        assertThat(other.admits("ci.example.org:8443")).isTrue();
        assertThat(Stream.of("ci.example.org", "ci.example.org:443").filter(other::admits))
                .isEmpty();
        assertThat(read().publicUrl()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ci.example.org",
                "//ci.example.org",
                "ftp://ci.example.org",
                "https://",
                "https:///x",
                "https://*.example.org",
                "https://op@ci.example.org",
                "https://ci.example.org?x=1",
                "https://ci.example.org/?x",
                "https://ci.example.org/#link",
                "https://ci.example.org:0",
                "https://ci.example.org:65536",
                "https://ci.example.org//x",
                "https://ci.example.org/a/../b",
                "https://ci.example.org/a/.",
                "https://ci.example.org/a%2fb",
                "https://ci.example.org/a b",
                "https://ci.example.org https://b.example"
            })
    void refusesWhatNoLinkCanBeginWith(String text) {
        assertThatThrownBy(() -> read("web.public-url=" + text))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("web.public-url")
                .hasMessageContaining("https://ci.example.org:8443/janitor");
    }

    @Test
    void refusesEveryOtherAddress() {
        assertThatThrownBy(() -> read("web.address=192.0.2.1", "web.remote=true", "web.token-file=token.txt"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("192.0.2.1");
    }

    private static WebSettings read(String... given) {
        SettingsLayers.Builder layers = SettingsLayers.builder();
        for (String setting : given) {
            layers.set(setting);
        }
        Path root = Path.of("/srv/tekton");
        SettingsReader reader = new SettingsReader(
                layers.build(),
                Places.of(Map.of("HOME", "/home/op", "TEKTON_ROOT", root.toString()), null, null, root, root));
        WebSettings settings = WebSettings.read(reader, BASE);
        reader.finish();
        return settings;
    }
}
