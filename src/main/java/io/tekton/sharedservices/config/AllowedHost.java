package io.tekton.sharedservices.config;

import io.tekton.sharedservices.settings.InvalidValueException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A name under which a proxy or a scraper asks: an entry of {@code web.allowed-hosts}. There are no wildcards: a user
 * who can make one name below a domain could have a browser use it against this server.
 *
 * @param name in lower case; an IPv6 address in brackets
 * @param port with its colon, such as {@code :8443}; empty for any
 */
public record AllowedHost(String name, String port) {
    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern HOST =
            Pattern.compile("(?<name>" + LABEL + "(\\." + LABEL + ")*|\\[[0-9a-f:.]{2,45}])(?<port>:[0-9]{1,5})?");

    private static final String ALLOWED =
            "host names with commas between, each with or without a port, such as ci.example.org, host-a:8377; no URL "
                    + "and no wildcard";

    private static final int LONGEST = 253;

    /** @throws InvalidValueException if it is none */
    static AllowedHost parse(String text) {
        if (text.contains("://") || text.contains("/")) {
            throw new InvalidValueException("has '" + text + "', which is a URL", ALLOWED);
        }
        if (text.contains("*")) {
            throw new InvalidValueException("has '" + text + "', which is a wildcard", ALLOWED);
        }
        Matcher host = HOST.matcher(text.toLowerCase(Locale.ROOT));
        if (!host.matches() || host.group("name").length() > LONGEST || !isPort(host.group("port"))) {
            throw new InvalidValueException("has '" + text + "', which is no host name", ALLOWED);
        }
        return new AllowedHost(host.group("name"), host.group("port") == null ? "" : host.group("port"));
    }

    private static boolean isPort(@Nullable String port) {
        return port == null
                || (Integer.parseInt(port.substring(1)) >= 1 && Integer.parseInt(port.substring(1)) <= 65_535);
    }

    /** @param host the value of a Host header */
    public boolean admits(String host) {
        Matcher asked = HOST.matcher(host.toLowerCase(Locale.ROOT));
        return asked.matches()
                && asked.group("name").equals(name)
                && (port.isEmpty() || port.equals(asked.group("port")));
    }

    @Override
    public String toString() {
        return name + port;
    }
}
