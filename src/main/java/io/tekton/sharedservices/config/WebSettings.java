package io.tekton.sharedservices.config;

import io.tekton.sharedservices.settings.InvalidValueException;
import io.tekton.sharedservices.settings.SettingsReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where API, metrics and dashboard listen.
 *
 * @param address a loopback address; with {@code remote} also one that means all of the host's
 * @param port 0 takes a free one
 * @param remote whether other hosts are let in, which only an operator's own word can do, together with a token of his
 * @param tokenFile holds the operator's token; empty for a new one at every start
 * @param metrics whom {@code /metrics} answers
 * @param allowedHosts names under which others ask, besides the loopback ones
 * @param publicUrl what links begin with; empty for the address where it listens
 */
public record WebSettings(
        String address,
        int port,
        boolean remote,
        Optional<Path> tokenFile,
        MetricsAccess metrics,
        List<AllowedHost> allowedHosts,
        Optional<PublicUrl> publicUrl) {
    private static final String ALLOWED_HOSTS = "web.allowed-hosts";
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::1", "localhost");
    private static final Set<String> ALL = Set.of("0.0.0.0", "::");

    public WebSettings {
        allowedHosts = List.copyOf(allowedHosts);
    }

    /** Loopback with a new token at every start. */
    public WebSettings(String address, int port) {
        this(address, port, false, Optional.empty());
    }

    /** With open metrics. */
    public WebSettings(String address, int port, boolean remote, Optional<Path> tokenFile) {
        this(address, port, remote, tokenFile, MetricsAccess.OPEN);
    }

    /** Under no name but the loopback ones. */
    public WebSettings(String address, int port, boolean remote, Optional<Path> tokenFile, MetricsAccess metrics) {
        this(address, port, remote, tokenFile, metrics, List.of(), Optional.empty());
    }

    /**
     * Reads its section; faults stay with the reader.
     *
     * @param base where a relative path starts
     */
    public static WebSettings read(SettingsReader reader, Path base) {
        String address = reader.value("web.address", "127.0.0.1", WebSettings::known);
        int port = reader.integer("web.port", 8377, 0, 65_535);
        boolean remote = reader.bool("web.remote", false);
        Optional<Path> tokenFile = reader.optionalPath("web.token-file", base);
        MetricsAccess metrics = reader.oneOf("web.metrics", MetricsAccess.OPEN);
        List<AllowedHost> hosts = allowedHosts(reader);
        Optional<PublicUrl> publicUrl = reader.optionalValue("web.public-url", PublicUrl::parse);
        if (ALL.contains(address) && (!remote || tokenFile.isEmpty())) {
            reader.problem(
                    "web.address",
                    "lets other hosts in",
                    "a loopback address; or this one together with web.remote = true and a token of your own in "
                            + "web.token-file");
        }
        return new WebSettings(address, port, remote, tokenFile, metrics, hosts, publicUrl);
    }

    private static List<AllowedHost> allowedHosts(SettingsReader reader) {
        List<AllowedHost> hosts = new ArrayList<>();
        for (String text : reader.list(ALLOWED_HOSTS, List.of())) {
            try {
                hosts.add(AllowedHost.parse(text));
            } catch (InvalidValueException e) {
                reader.problem(ALLOWED_HOSTS, e.what(), e.allowed());
            }
        }
        return hosts;
    }

    private static String known(String text) {
        if (!LOOPBACK.contains(text) && !ALL.contains(text)) {
            throw new InvalidValueException(
                    "is no address that can be listened at",
                    "127.0.0.1, ::1 or localhost; with web.remote = true also 0.0.0.0 or ::");
        }
        return text;
    }
}
