package io.tekton.sharedservices.web.route;

import io.tekton.sharedservices.api.AccessToken;
import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.config.AllowedHost;
import io.tekton.sharedservices.config.PublicUrl;
import io.tekton.sharedservices.config.WebSettings;
import io.tekton.sharedservices.web.http.Exchange;
import io.tekton.sharedservices.web.http.Headers;
import io.tekton.sharedservices.web.http.Request;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides who is let in. A page of another site can have a browser of this host send requests here. It may use its own
 * name that resolves to the loopback address (DNS rebinding), which the Host header shows. Or it sends them across
 * sites, which Origin and Sec-Fetch-Site show.
 */
public final class Authenticator {
    private static final Set<String> OWN_FETCHES = Set.of("same-origin", "none");

    private static final String PAGE = "/";

    private final AccessToken token;
    private final Logins logins;
    private final Set<String> hosts;
    private final Set<String> origins;
    private final @Nullable Pattern addresses;
    private final List<AllowedHost> allowed;
    private final Optional<PublicUrl> publicUrl;

    /**
     * @param remote whether other hosts may ask: then by an address, still never by a name, which could be made to
     *     resolve to us
     * @param where has the names that the operator vouches for
     */
    public Authenticator(AccessToken token, Logins logins, int port, boolean remote, WebSettings where) {
        this.allowed = where.allowedHosts();
        this.publicUrl = where.publicUrl();
        this.token = token;
        this.logins = logins;
        this.addresses =
                remote ? Pattern.compile("([0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-fA-F:]{2,39}\\]):" + port) : null;
        this.hosts = Set.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port);
        this.origins = Set.of("http://127.0.0.1:" + port, "http://localhost:" + port, "http://[::1]:" + port);
    }

    /** For everybody, and every path. */
    void checkSite(Exchange exchange) throws ProblemException {
        if (exchange.isThroughSocket()) {
            return; // no browser speaks to a socket
        }
        Headers headers = exchange.request().headers();
        String host = single(headers, "Host", ProblemCode.BAD_HOST);
        if (host == null || !isOurs(host) || exchange.request().target().getAuthority() != null) {
            throw new ProblemException(
                    ProblemCode.BAD_HOST,
                    "allowed are " + String.join(", ", hosts.stream().sorted().toList())
                            + ", and those of web.allowed-hosts and web.public-url");
        }
        String origin = single(headers, "Origin", ProblemCode.CROSS_SITE);
        String fetch = single(headers, "Sec-Fetch-Site", ProblemCode.CROSS_SITE);
        if ((origin != null && !origins.contains(origin) && !isOfTheSameHost(origin, host))
                || (fetch != null && !OWN_FETCHES.contains(fetch) && !opensThePage(exchange.request()))) {
            throw new ProblemException(
                    ProblemCode.CROSS_SITE, "only this server's own pages, and programs that are no browsers, may ask");
        }
    }

    /**
     * Whether somebody follows a link to the dashboard, from a chat say. The page alone contains no data; it is served
     * as a top-level document, never in a frame of another.
     */
    private static boolean opensThePage(Request request) throws ProblemException {
        Headers headers = request.headers();
        return request.method().equals("GET")
                && request.target().getRawPath().equals(PAGE)
                && !headers.has("Origin")
                && "navigate".equals(single(headers, "Sec-Fetch-Mode", ProblemCode.CROSS_SITE))
                && "document".equals(single(headers, "Sec-Fetch-Dest", ProblemCode.CROSS_SITE));
    }

    private boolean isOurs(String host) {
        return hosts.contains(host)
                || isAllowed(host)
                || (addresses != null && addresses.matcher(host).matches());
    }

    /**
     * A proxy with TLS in front makes the origin https; the name and the port are those of the request all the same.
     * Under {@code web.public-url} the scheme is known too.
     */
    private boolean isOfTheSameHost(String origin, String host) {
        if (publicUrl.isPresent() && publicUrl.get().admits(host)) {
            return origin.equalsIgnoreCase(publicUrl.get().origin());
        }
        return isAllowed(host)
                ? origin.equalsIgnoreCase("https://" + host) || origin.equalsIgnoreCase("http://" + host)
                : addresses != null && origin.equals("http://" + host);
    }

    private boolean isAllowed(String host) {
        return allowed.stream().anyMatch(name -> name.admits(host))
                || publicUrl.filter(url -> url.admits(host)).isPresent();
    }

    /** For all but the open endpoints: who asks. */
    Principal caller(Exchange exchange) throws ProblemException {
        if (exchange.isThroughSocket()) {
            return Principal.WITH_TOKEN;
        }
        String shown = single(exchange.request().headers(), "Authorization", ProblemCode.UNAUTHORIZED);
        if (shown != null && token.opens(shown)) {
            return Principal.WITH_TOKEN;
        }
        Optional<DashboardSession> session = shown == null ? Optional.empty() : logins.session(shown);
        if (session.isPresent()) {
            return new Principal(session, true, false);
        }
        Optional<DashboardSession> wall = shown == null ? Optional.empty() : logins.wallOf(shown);
        if (wall.isPresent()) {
            return new Principal(wall, true, true);
        }
        throw new ProblemException(
                ProblemCode.UNAUTHORIZED,
                "send the header Authorization: Bearer TOKEN with the token of the state folder; it is a new one "
                        + "at each start");
    }

    /** Whether the access token or a session's secret is shown, however good the rest is. */
    public boolean vouches(Headers headers) {
        String shown = headers.first("Authorization");
        return shown != null
                && (token.opens(shown)
                        || logins.session(shown).isPresent()
                        || logins.wallOf(shown).isPresent());
    }

    private static @Nullable String single(Headers headers, String name, ProblemCode otherwise)
            throws ProblemException {
        List<String> values = headers.all(name);
        if (values.size() > 1) {
            throw new ProblemException(otherwise, "the header " + name + " must not be sent more than once");
        }
        return values.isEmpty() ? null : values.get(0);
    }
}
