package io.tekton.sharedservices.web;

import io.tekton.sharedservices.api.AccessToken;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.config.WebSettings;
import io.tekton.sharedservices.metrics.Changes;
import io.tekton.sharedservices.metrics.DashboardQueries;
import io.tekton.sharedservices.metrics.Instrumentation;
import io.tekton.sharedservices.posix.ThisUser;
import io.tekton.sharedservices.text.Causes;
import io.tekton.sharedservices.text.HostZone;
import io.tekton.sharedservices.web.dashboard.DashboardEndpoints;
import io.tekton.sharedservices.web.dashboard.HostsEndpoint;
import io.tekton.sharedservices.web.dashboard.LeaksEndpoint;
import io.tekton.sharedservices.web.dashboard.LiveEndpoint;
import io.tekton.sharedservices.web.dashboard.LoginEndpoints;
import io.tekton.sharedservices.web.dashboard.Outlook;
import io.tekton.sharedservices.web.dashboard.OverviewEndpoint;
import io.tekton.sharedservices.web.dashboard.PageEndpoints;
import io.tekton.sharedservices.web.dashboard.SessionEndpoints;
import io.tekton.sharedservices.web.dashboard.SettingsEndpoint;
import io.tekton.sharedservices.web.dashboard.WallEndpoint;
import io.tekton.sharedservices.web.http.ConnectionLimiter;
import io.tekton.sharedservices.web.http.HttpListener;
import io.tekton.sharedservices.web.http.OwnerSocket;
import io.tekton.sharedservices.web.http.Peers;
import io.tekton.sharedservices.web.http.ServerStartException;
import io.tekton.sharedservices.web.http.SocketOwners;
import io.tekton.sharedservices.web.http.Workers;
import io.tekton.sharedservices.web.route.Authenticator;
import io.tekton.sharedservices.web.route.Logins;
import io.tekton.sharedservices.web.route.Route;
import io.tekton.sharedservices.web.route.Router;
import io.tekton.sharedservices.web.route.SessionFile;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The loopback API. Its threads are few, far below what a service manager allows. One serves all connections, and two
 * serve strangers. The owner has one for each allowed request and open page, with two to refuse more.
 */
public final class ApiServer {
    private static final int BACKLOG = 1024;
    private static final int STRANGERS_THREADS = 2;
    private static final int SPARE_THREADS = 2;
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final HttpListener listener;
    private final String url;
    private final Router router;
    private final RequestedCleanups cleanups;
    private final Changes changes;

    private ApiServer(HttpListener listener, String url, Router router, RequestedCleanups cleanups, Changes changes) {
        this.listener = listener;
        this.url = url;
        this.router = router;
        this.cleanups = cleanups;
        this.changes = changes;
    }

    /**
     * Listens from now on.
     *
     * @param portAsked whether somebody asked for this port: then no other will do
     * @param insight what the dashboard shows beyond what the commands ask
     * @param activity what goes on in this process
     * @param zone whose offset times are written with
     * @param ownerSocket through which this user's programs may ask without a token; closed with this; null for none
     * @throws ServerStartException if it cannot listen there
     */
    public static ApiServer start(
            WebSettings where,
            boolean portAsked,
            AccessToken token,
            SharedServices services,
            DashboardQueries insight,
            Instrumentation activity,
            Clock clock,
            ZoneId zone,
            @Nullable OwnerSocket ownerSocket) {
        return start(
                where, portAsked, token, services, insight, activity, clock, zone, ownerSocket, SessionFile.none());
    }

    /**
     * As {@link #start(WebSettings, boolean, AccessToken, SharedServices, DashboardQueries, Instrumentation, Clock,
     * ZoneId, OwnerSocket)}.
     *
     * @param sessions where dashboard sessions are kept over a restart
     */
    public static ApiServer start(
            WebSettings where,
            boolean portAsked,
            AccessToken token,
            SharedServices services,
            DashboardQueries insight,
            Instrumentation activity,
            Clock clock,
            ZoneId zone,
            @Nullable OwnerSocket ownerSocket,
            SessionFile sessions) {
        ServerSocketChannel socket = bind(where, portAsked);
        InetSocketAddress at = (InetSocketAddress) socket.socket().getLocalSocketAddress();
        Json json = new Json(HostZone.of(zone));
        RequestedCleanups cleanups = new RequestedCleanups(services);
        List<Route> routes = new ArrayList<>();
        routes.addAll(new OpenEndpoints(services, token, json).routes());
        routes.addAll(new StatusEndpoints(services, json).routes());
        routes.addAll(new RecordEndpoints(services, json, clock, zone).routes());
        routes.addAll(new HostRecordEndpoints(insight, json, clock, zone).routes());
        routes.addAll(new StoreEndpoints(services, json).routes());
        routes.addAll(new CleanupEndpoints(services, json, cleanups).routes());
        routes.addAll(new SyncEndpoints(services, json).routes());
        routes.addAll(new LeftoverEndpoints(services, json).routes());
        Logins logins = new Logins(clock, sessions);
        routes.addAll(new PageEndpoints().routes());
        routes.addAll(new LoginEndpoints(logins, json, where.publicUrl()).routes());
        Outlook outlook = new Outlook(insight, json, clock, zone);
        routes.addAll(new DashboardEndpoints(services, insight, json, outlook).routes());
        routes.addAll(new SessionEndpoints(logins, json, where.publicUrl()).routes());
        routes.addAll(new WallEndpoint(services, outlook, json).routes());
        routes.addAll(new SettingsEndpoint(insight, json, clock).routes());
        routes.addAll(new LeaksEndpoint(insight, json, clock, zone).routes());
        routes.addAll(new HostsEndpoint(insight, json, clock).routes());
        routes.addAll(new OverviewEndpoint(services, outlook, json, clock).routes());
        routes.addAll(new LiveEndpoint(activity.changes, logins).routes());
        routes.addAll(new MetricsEndpoint(services, insight, activity.tally, clock, where.metrics()).routes());
        routes.addAll(new DescriptionEndpoint(services, json, routes, where.publicUrl()).routes());
        Authenticator gate =
                new Authenticator(token, logins, at.getPort(), !at.getAddress().isLoopbackAddress(), where);
        Router router = new Router(gate, routes, json);
        HttpListener listener = listener(socket, ownerSocket, router, gate, clock);
        listener.start();
        return new ApiServer(listener, url(at), router, cleanups, activity.changes);
    }

    private static HttpListener listener(
            ServerSocketChannel socket,
            @Nullable OwnerSocket ownerSocket,
            Router router,
            Authenticator gate,
            Clock clock) {
        Workers owners =
                new Workers("api", SPARE_THREADS, Router.MOST_AT_ONCE + LiveEndpoint.MOST_STREAMS + SPARE_THREADS);
        Workers strangers = new Workers("api-open", 1, STRANGERS_THREADS);
        ConnectionLimiter doorman = new ConnectionLimiter(new Peers(new SocketOwners(), ThisUser.uid()));
        try {
            return new HttpListener(socket, ownerSocket, doorman, router, gate::vouches, clock, owners, strangers);
        } catch (IOException e) {
            throw new ServerStartException("the API cannot listen: " + Causes.of(e), e);
        }
    }

    private static ServerSocketChannel bind(WebSettings where, boolean portAsked) {
        try {
            InetAddress address = InetAddress.getByName(where.address());
            if (!address.isLoopbackAddress() && !where.remote()) {
                throw new ServerStartException(
                        "the API does not listen at " + where.address()
                                + ", which others can reach, without web.remote = true",
                        null);
            }
            try {
                return bound(address, where.port());
            } catch (BindException e) {
                if (portAsked || where.port() == 0) {
                    throw e;
                }
                return bound(address, 0);
            }
        } catch (IOException e) {
            throw new ServerStartException(
                    "the API cannot listen at " + where.address() + " port " + where.port() + " (" + Causes.of(e)
                            + "): choose another web.port, or web.port = 0 for a free one",
                    e);
        }
    }

    private static ServerSocketChannel bound(InetAddress address, int port) throws IOException {
        ServerSocketChannel socket = ServerSocketChannel.open();
        try {
            return socket.bind(new InetSocketAddress(address, port), BACKLOG);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static String url(InetSocketAddress at) {
        String host = at.getAddress().getAddress().length == 4 ? "127.0.0.1" : "[::1]";
        return "http://" + host + ":" + at.getPort();
    }

    /** Where it listens, such as {@code http://127.0.0.1:8377}. */
    public String url() {
        return url;
    }

    /**
     * Ends: no cleanup begins any more. Requested cleanups are asked to stop and may finish, and their clients are
     * notified; then all connections are closed. The store must stay open until this returns.
     *
     * @param patience for the cleanups that are on
     * @return whether they all ended in time
     */
    public boolean stop(Duration patience) {
        changes.close();
        cleanups.stopAll();
        boolean ended = cleanups.awaitAll(patience);
        router.awaitQuiet(LAST_WORDS);
        listener.stop(LAST_WORDS);
        return ended;
    }
}
