package io.tekton.sharedservices.config;

import io.tekton.sharedservices.settings.InvalidValueException;
import io.tekton.sharedservices.settings.SettingsReader;
import java.nio.file.Path;
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
 */
public record WebSettings(String address, int port, boolean remote, Optional<Path> tokenFile, MetricsAccess metrics) {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::1", "localhost");
    private static final Set<String> ALL = Set.of("0.0.0.0", "::");

    /** Loopback with a new token at every start. */
    public WebSettings(String address, int port) {
        this(address, port, false, Optional.empty());
    }

    /** With open metrics. */
    public WebSettings(String address, int port, boolean remote, Optional<Path> tokenFile) {
        this(address, port, remote, tokenFile, MetricsAccess.OPEN);
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
        if (ALL.contains(address) && (!remote || tokenFile.isEmpty())) {
            reader.problem(
                    "web.address",
                    "lets other hosts in",
                    "a loopback address; or this one together with web.remote = true and a token of your own in "
                            + "web.token-file");
        }
        return new WebSettings(address, port, remote, tokenFile, metrics);
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
