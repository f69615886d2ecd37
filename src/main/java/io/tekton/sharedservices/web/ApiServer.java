package io.tekton.sharedservices.web;

import com.sun.net.httpserver.HttpServer;
import io.tekton.sharedservices.api.AccessToken;
import io.tekton.sharedservices.api.Json;
import io.tekton.sharedservices.api.Services;
import io.tekton.sharedservices.audit.HostZone;
import io.tekton.sharedservices.daemon.WebSettings;
import io.tekton.sharedservices.posix.Causes;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The loopback API on the JDK's own server. That reads a request on a thread of the pool, so whoever sends one byte and then nothing holds a thread until
 * the server cuts him off: there are as many threads as connections, and each connection has ten seconds for its request.
 */
public final class ApiServer {
    private static final int MOST_CONNECTIONS = 512;
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final long STACK_BYTES = 512 * 1024;

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final Router router;
    private final RequestedCleanups cleanups;
    private final Changes changes;

    private ApiServer(
            HttpServer server, ThreadPoolExecutor threads, Router router, RequestedCleanups cleanups, Changes changes) {
        this.server = server;
        this.threads = threads;
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
     * @throws ServerStartException if it cannot listen there
     */
    public static ApiServer start(
            WebSettings where,
            boolean portAsked,
            AccessToken token,
            Services services,
            Insight insight,
            Activity activity,
            Clock clock,
            ZoneId zone) {
        limitConnections();
        HttpServer server = bind(where, portAsked);
        Json json = new Json(HostZone.of(zone));
        RequestedCleanups cleanups = new RequestedCleanups(services);
        List<Route> routes = new ArrayList<>();
        routes.addAll(new OpenEndpoints(services, token, json).routes());
        routes.addAll(new StatusEndpoints(services, json).routes());
        routes.addAll(new RecordEndpoints(services, json, clock, zone).routes());
        routes.addAll(new StoreEndpoints(services, json).routes());
        routes.addAll(new CleanupEndpoints(services, json, cleanups).routes());
        routes.addAll(new SyncEndpoints(services, json).routes());
        Logins logins = new Logins(clock);
        routes.addAll(new PageEndpoints().routes());
        routes.addAll(new LoginEndpoints(logins, json).routes());
        routes.addAll(new InsightEndpoints(services, insight, json, clock, zone).routes());
        routes.addAll(new LiveEndpoint(activity.changes, logins).routes());
        routes.addAll(new MetricsEndpoint(services, insight, activity.tally, clock).routes());
        Router router = new Router(gate(token, logins, server), routes, json);
        ThreadPoolExecutor threads = threads();
        server.createContext("/", router);
        server.setExecutor(threads);
        server.start();
        return new ApiServer(server, threads, router, cleanups, activity.changes);
    }

    /**
     * The JDK's server is told its limits by system properties, which it reads once. A response has an hour, since a cleanup is told about while it lasts;
     * what strangers are answered fits into the socket's buffer, whether they read it or not.
     */
    private static void limitConnections() {
        setUnlessGiven("sun.net.httpserver.maxReqTime", "10");
        setUnlessGiven("sun.net.httpserver.maxRspTime", "3600");
        setUnlessGiven("sun.net.httpserver.idleInterval", "30");
        setUnlessGiven("sun.net.httpserver.timerMillis", "5000");
        setUnlessGiven("sun.net.httpserver.nodelay", "true");
        setUnlessGiven("jdk.httpserver.maxConnections", Integer.toString(MOST_CONNECTIONS));
        setUnlessGiven("sun.net.httpserver.maxReqHeaderSize", "131072");
    }

    private static void setUnlessGiven(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static ThreadPoolExecutor threads() {
        return new ThreadPoolExecutor(2, MOST_CONNECTIONS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
            Thread thread = new Thread(null, work, "api", STACK_BYTES);
            thread.setDaemon(true);
            return thread;
        });
    }

    private static Gate gate(AccessToken token, Logins logins, HttpServer server) {
        InetSocketAddress at = server.getAddress();
        return new Gate(token, logins, at.getPort(), !at.getAddress().isLoopbackAddress());
    }

    private static HttpServer bind(WebSettings where, boolean portAsked) {
        try {
            InetAddress address = InetAddress.getByName(where.address());
            if (!address.isLoopbackAddress() && !where.remote()) {
                throw new ServerStartException(
                        "the API does not listen at " + where.address()
                                + ", which others can reach, without web.remote = true",
                        null);
            }
            try {
                return HttpServer.create(new InetSocketAddress(address, where.port()), MOST_CONNECTIONS);
            } catch (BindException e) {
                if (portAsked || where.port() == 0) {
                    throw e;
                }
                return HttpServer.create(new InetSocketAddress(address, 0), MOST_CONNECTIONS);
            }
        } catch (IOException e) {
            throw new ServerStartException(
                    "the API cannot listen at " + where.address() + " port " + where.port() + " (" + Causes.of(e)
                            + "): choose another web.port, or web.port = 0 for a free one",
                    e);
        }
    }

    /** Where it listens, such as {@code http://127.0.0.1:8377}. */
    public String url() {
        InetSocketAddress at = server.getAddress();
        String host = at.getAddress().getAddress().length == 4 ? "127.0.0.1" : "[::1]";
        return "http://" + host + ":" + at.getPort();
    }

    /**
     * Ends: no cleanup begins any more, those that were asked for are told to stop and may come to their end, their clients hear of it, then all
     * connections are closed. The store must stay open until this returns.
     *
     * @param patience for the cleanups that are on
     * @return whether they all ended in time
     */
    public boolean stop(Duration patience) {
        changes.close();
        cleanups.stopAll();
        boolean ended = cleanups.awaitAll(patience);
        router.awaitQuiet(LAST_WORDS);
        server.stop(0);
        threads.shutdown();
        return ended;
    }
}
