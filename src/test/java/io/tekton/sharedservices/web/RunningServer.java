package io.tekton.sharedservices.web;

import io.tekton.sharedservices.api.AccessToken;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.client.ApiConnection;
import io.tekton.sharedservices.client.DaemonAddress;
import io.tekton.sharedservices.client.GivenSettings;
import io.tekton.sharedservices.client.RemoteServices;
import io.tekton.sharedservices.config.AllowedHost;
import io.tekton.sharedservices.config.MetricsAccess;
import io.tekton.sharedservices.config.WebSettings;
import io.tekton.sharedservices.metrics.DashboardQueries;
import io.tekton.sharedservices.metrics.FakeInsight;
import io.tekton.sharedservices.metrics.Instrumentation;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.linux.LinuxProcessTable;
import io.tekton.sharedservices.web.http.OwnerSocket;
import io.tekton.sharedservices.web.route.SessionFile;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The API on a free port, with its own state folder. */
public final class RunningServer implements AutoCloseable {
    final ApiServer server;
    public final AccessToken token;
    final DaemonAddress address;
    final Path stateFolder;

    private RunningServer(ApiServer server, AccessToken token, Path stateFolder) {
        this.server = server;
        this.token = token;
        this.stateFolder = stateFolder;
        this.address = new DaemonAddress(self(), server.url(), Clock.systemUTC().instant(), "0.1.0", null, null);
    }

    public static RunningServer with(SharedServices services, Path stateFolder) throws IOException {
        return with(services, new FakeInsight(), new Instrumentation(), Clock.systemUTC(), stateFolder);
    }

    public static RunningServer with(
            SharedServices services, DashboardQueries insight, Instrumentation activity, Clock clock, Path stateFolder)
            throws IOException {
        AccessToken token = AccessToken.create(stateFolder);
        ApiServer server = ApiServer.start(
                new WebSettings("127.0.0.1", 0),
                false,
                token,
                services,
                insight,
                activity,
                clock,
                ZoneId.of("Asia/Tokyo"),
                null,
                SessionFile.in(stateFolder));
        return new RunningServer(server, token, stateFolder);
    }

    /** One that this user's programs also reach through the socket of the state folder. */
    static RunningServer withSocket(SharedServices services, Path stateFolder, @Nullable String runtimeFolder)
            throws IOException {
        AccessToken token = AccessToken.create(stateFolder);
        ApiServer server = ApiServer.start(
                new WebSettings("127.0.0.1", 0),
                false,
                token,
                services,
                new FakeInsight(),
                new Instrumentation(),
                Clock.systemUTC(),
                ZoneId.of("Asia/Tokyo"),
                OwnerSocket.listen(stateFolder, runtimeFolder));
        return new RunningServer(server, token, stateFolder);
    }

    /** One that others ask under these names of {@code web.allowed-hosts}. */
    public static RunningServer under(SharedServices services, Path stateFolder, List<AllowedHost> hosts)
            throws IOException {
        return under(
                services,
                stateFolder,
                new WebSettings("127.0.0.1", 0, false, Optional.empty(), MetricsAccess.OPEN, hosts, Optional.empty()));
    }

    /** One with these settings. */
    public static RunningServer under(SharedServices services, Path stateFolder, WebSettings where) throws IOException {
        AccessToken token = AccessToken.create(stateFolder);
        ApiServer server = ApiServer.start(
                where,
                false,
                token,
                services,
                new FakeInsight(),
                new Instrumentation(),
                Clock.systemUTC(),
                ZoneId.of("Asia/Tokyo"),
                null);
        return new RunningServer(server, token, stateFolder);
    }

    static RunningServer withMetricsByTokenAlone(SharedServices services, Path stateFolder) throws IOException {
        AccessToken token = AccessToken.create(stateFolder);
        ApiServer server = ApiServer.start(
                new WebSettings("127.0.0.1", 0, false, Optional.empty(), MetricsAccess.TOKEN),
                false,
                token,
                services,
                new FakeInsight(),
                new Instrumentation(),
                Clock.systemUTC(),
                ZoneId.of("Asia/Tokyo"),
                null);
        return new RunningServer(server, token, stateFolder);
    }

    /** A server that an operator has opened to other hosts, with his own token. */
    public static RunningServer openToOthers(SharedServices services, Path stateFolder, String secret)
            throws IOException {
        Path file = stateFolder.resolve("operator.token");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, secret + "\n");
        AccessToken token = AccessToken.ofOperator(file, stateFolder);
        ApiServer server = ApiServer.start(
                new WebSettings("0.0.0.0", 0, true, Optional.of(file)),
                false,
                token,
                services,
                new FakeInsight(),
                new Instrumentation(),
                Clock.systemUTC(),
                ZoneId.of("Asia/Tokyo"),
                null);
        return new RunningServer(server, token, stateFolder);
    }

    static ProcessIdentity self() {
        int pid = (int) ProcessHandle.current().pid();
        Reading<ProcessNode> node =
                LinuxProcessTable.open(Set.of(), Clock.systemUTC()).node(pid);
        return ((Reading.Present<ProcessNode>) node).value().identity();
    }

    public RemoteServices client() {
        return client(GivenSettings.NONE);
    }

    public RemoteServices client(GivenSettings given) {
        return new RemoteServices(new ApiConnection(address, token), given);
    }

    public int port() {
        return address.port();
    }

    public String secret() throws IOException {
        return Files.readString(stateFolder.resolve("token")).strip();
    }

    public Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(60_000);
        return socket;
    }

    /** Sends lines and a blank one, and reads the answer until the server closes. */
    public String raw(String... lines) throws IOException {
        try (Socket socket = connect()) {
            send(socket, String.join("\r\n", lines) + "\r\n\r\n");
            return all(socket.getInputStream());
        }
    }

    /**
     * Sends lines and a blank one, and reads the first line of the answer alone: for a request whose rest the server
     * waits for.
     */
    public String answered(String... lines) throws IOException {
        try (Socket socket = connect()) {
            send(socket, String.join("\r\n", lines) + "\r\n\r\n");
            String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            if (line == null) {
                throw new EOFException("the connection was closed without an answer");
            }
            return line;
        }
    }

    /** A request with the right token and host, the connection closed after it. */
    public String asked(String method, String target, String... more) throws IOException {
        return raw(
                method + " " + target + " HTTP/1.1",
                "Host: 127.0.0.1:" + port(),
                "Authorization: Bearer " + secret(),
                "Connection: close",
                String.join("\r\n", more.length == 0 ? new String[] {"X-Nothing: more"} : more));
    }

    public String posted(String target, String body) throws IOException {
        try (Socket socket = connect()) {
            send(
                    socket,
                    "POST " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + port() + "\r\nAuthorization: Bearer "
                            + secret()
                            + "\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
                            + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
            return all(socket.getInputStream());
        }
    }

    /** A POST without the token, with these further headers. */
    public String postedBy(String authorization, String target, String body) throws IOException {
        return raw(
                "POST " + target + " HTTP/1.1",
                "Host: 127.0.0.1:" + port(),
                authorization == null ? "X-Nothing: more" : "Authorization: " + authorization,
                "Connection: close",
                "Content-Type: application/json",
                "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length,
                "",
                body);
    }

    public String askedBy(String authorization, String target) throws IOException {
        return raw(
                "GET " + target + " HTTP/1.1",
                "Host: 127.0.0.1:" + port(),
                "Authorization: " + authorization,
                "Connection: close");
    }

    /** A fresh link's secret, as the command gets it. */
    public String link() throws IOException {
        return after(posted("/api/v1/dashboard/links", "{\"actor\":\"op@command-line\"}"), "#link=");
    }

    /** The header of a fresh session. */
    public String session() throws IOException {
        String answer = postedBy(null, "/api/v1/dashboard/session", "{\"link\":\"" + link() + "\"}");
        return "Session " + after(answer, "\"secret\" : \"");
    }

    /** The header of the session that an answer opens. */
    public String sessionIn(String answer) {
        return "Session " + after(answer, "\"secret\" : \"");
    }

    /** The header of a fresh status page. */
    public String wall() throws IOException {
        return "Wall " + after(posted("/api/v1/dashboard/walls", "{\"actor\":\"op@command-line\"}"), "#wall=");
    }

    private static String after(String answer, String mark) {
        int at = answer.indexOf(mark);
        if (at < 0) {
            throw new AssertionError("no " + mark + " in " + answer);
        }
        return answer.substring(at + mark.length()).replaceFirst("(?s)[^0-9a-f].*", "");
    }

    public static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    public static String all(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(Duration.ofSeconds(10));
    }
}
