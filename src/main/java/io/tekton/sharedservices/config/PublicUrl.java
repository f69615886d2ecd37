package io.tekton.sharedservices.config;

import io.tekton.sharedservices.settings.InvalidValueException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address under which people reach a proxy before this server: {@code web.public-url}. Links begin with it. A path
 * is a prefix that the proxy takes away before it passes a request on.
 *
 * @param scheme {@code https} or {@code http}
 * @param host in lower case, with its port unless that is the scheme's own
 * @param prefix begins with a slash and does not end with one; empty for none
 */
public record PublicUrl(String scheme, AllowedHost host, String prefix) {
    private static final Pattern URL = Pattern.compile(
            "(?<scheme>(?i)https?)://(?<host>[^/?#@]+)(?<prefix>(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~-]+)*)/?");

    private static final String ALLOWED = "http:// or https:// with a host name, with or without a port and a path, "
            + "such as https://ci.example.org or https://ci.example.org:8443/janitor; no user, query or fragment";

    /** @throws InvalidValueException if it is none */
    static PublicUrl parse(String text) {
        Matcher url = URL.matcher(text);
        if (!url.matches()) {
            throw new InvalidValueException("is no address that a link can begin with", ALLOWED);
        }
        String scheme = url.group("scheme").toLowerCase(Locale.ROOT);
        AllowedHost host;
        try {
            host = AllowedHost.parse(url.group("host"));
        } catch (InvalidValueException e) {
            throw new InvalidValueException(e.what(), ALLOWED);
        }
        boolean usual = host.port().equals(usualPort(scheme));
        return new PublicUrl(scheme, usual ? new AllowedHost(host.name(), "") : host, url.group("prefix"));
    }

    private static String usualPort(String scheme) {
        return scheme.equals("https") ? ":443" : ":80";
    }

    /** Whether it is asked for under this name and port; the scheme's own port may be named. */
    public boolean admits(String hostHeader) {
        String asked = hostHeader.toLowerCase(Locale.ROOT);
        return asked.equals(host.toString()) || (host.port().isEmpty() && asked.equals(host + usualPort(scheme)));
    }

    /** What a browser sends as the {@code Origin} of a page that came from there. */
    public String origin() {
        return scheme + "://" + host;
    }

    /** Without a slash at its end. */
    @Override
    public String toString() {
        return origin() + prefix;
    }
}
