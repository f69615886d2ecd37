package io.tekton.sharedservices.daemon;

import io.tekton.sharedservices.settings.InvalidValueException;
import io.tekton.sharedservices.settings.SettingsReader;
import java.util.Set;

/**
 * Where API, metrics and dashboard listen.
 *
 * @param address a loopback address
 * @param port 0 takes a free one
 */
public record WebSettings(String address, int port) {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::1", "localhost");

    /** Reads its section; faults stay with the reader. */
    public static WebSettings read(SettingsReader reader) {
        return new WebSettings(
                reader.value("web.address", "127.0.0.1", WebSettings::loopback),
                reader.integer("web.port", 8377, 0, 65_535));
    }

    private static String loopback(String text) {
        if (!LOOPBACK.contains(text)) {
            throw new InvalidValueException("is no loopback address", "127.0.0.1, ::1 or localhost");
        }
        return text;
    }
}
