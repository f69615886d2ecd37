package io.tekton.sharedservices.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.api.ApiException;
import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.api.PrivateFile;
import io.tekton.sharedservices.api.SocketPath;
import io.tekton.sharedservices.client.DaemonLookup;
import io.tekton.sharedservices.client.GivenSettings;
import io.tekton.sharedservices.client.RemoteServices;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.testing.OtherUser;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands reach the daemon through a Unix domain socket; the kernel says who is at its ends. */
@Timeout(120)
class OwnerSocketTest {
    private static final String STATUS = "GET /api/v1/jobs HTTP/1.1\r\nHost: anything\r\nConnection: close\r\n\r\n";

    @TempDir
    Path folder;

    private final FakeServices services = new FakeServices();
    private Path state;
    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        state = Files.createDirectory(folder.resolve("state"));
        server = RunningServer.withSocket(services, state, null);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void needsNoTokenAndNoPort() throws IOException {
        Files.delete(state.resolve("token"));

        assertThat(client().jobs()).isEqualTo(services.jobs());
        assertThat(Files.getPosixFilePermissions(state.resolve("daemon.sock")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void carriesACleanupToItsEnd() {
        CleanupOrder order =
                new CleanupOrder("op", true, null, null, null, null, false, null, false, ClientContext.UNKNOWN);

        assertThat(client().cleanup(order, new StopFlag(), (phase, done, total) -> {}))
                .isEqualTo(FakeServices.REPORT);
    }

    @Test
    void theDashboardAndItsLinksStayWithHttp() throws IOException {
        assertThat(ask(state.resolve("daemon.sock"))).startsWith("HTTP/1.1 200");
        assertThat(client().dashboard().link("op").url()).startsWith("http://127.0.0.1:" + server.port());
    }

    @Test
    void closesTheConnectionsOfOtherAccounts() throws IOException {
        assumeTrue(OtherUser.possible(), "needs root, to become another user");
        Path socket = state.resolve("daemon.sock");
        openToAll(socket);

        String answer = OtherUser.call(OtherUser.NOBODY, () -> {
            try {
                return ask(socket);
            } catch (IOException closed) {
                return closed.getMessage();
            }
        });

        assertThat(answer).isIn("", "Broken pipe", "Connection reset", "Connection reset by peer");
        assertThat(ask(socket)).as("the owner still gets his").startsWith("HTTP/1.1 200");
    }

    @Test
    void theFilesKeepOtherAccountsOut() {
        assumeTrue(OtherUser.possible(), "needs root, to become another user");
        Path socket = state.resolve("daemon.sock");

        assertThatThrownBy(() -> OtherUser.call(OtherUser.NOBODY, () -> ask(socket)))
                .rootCause()
                .isInstanceOf(IOException.class);
    }

    @Test
    void asksNobodyElseWhoTookTheSocketsPlace() throws IOException {
        assumeTrue(OtherUser.possible(), "needs root, to become another user");
        Path socket = state.resolve("daemon.sock");
        server.close();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (ServerSocketChannel impostor = OtherUser.call(OtherUser.NOBODY, () -> {
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            channel.bind(UnixDomainSocketAddress.of(socket));
            return channel;
        })) {
            assertThatThrownBy(() -> client().jobs())
                    .isInstanceOf(ApiException.class)
                    .hasMessageContaining("listens at the socket " + socket)
                    .hasMessageContaining("nothing was sent");

            impostor.configureBlocking(false);
            try (SocketChannel heard = impostor.accept()) {
                assertThat(heard.read(ByteBuffer.allocate(1)))
                        .as("the end, and nothing before it")
                        .isEqualTo(-1);
            }
        }
    }

    @Test
    void goesOverHttpWhereNobodyListensAtTheSocket() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        try (RunningServer withoutSocket = RunningServer.with(services, other)) {
            try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                left.bind(UnixDomainSocketAddress.of(other.resolve("daemon.sock")));
            }

            assertThat(client(withoutSocket).jobs()).isEqualTo(services.jobs());
        }
    }

    @Test
    void takesThePlaceOfASocketThatAKilledDaemonLeft() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            left.bind(UnixDomainSocketAddress.of(other.resolve("daemon.sock")));
        }

        try (RunningServer next = RunningServer.withSocket(services, other, null)) {
            Files.delete(other.resolve("token"));
            assertThat(client(next).jobs()).isEqualTo(services.jobs());
        }
        assertThat(other.resolve("daemon.sock")).doesNotExist();
    }

    @Test
    void liesElsewhereWhereItsPathWouldBeTooLong() throws IOException {
        Path deep = Files.createDirectories(folder.resolve("d".repeat(60)).resolve("e".repeat(60)));
        Path runtime = Files.createDirectory(
                Path.of("/tmp/shared-services-test-" + ProcessHandle.current().pid()));
        try (RunningServer there = RunningServer.withSocket(services, deep, runtime.toString())) {
            Files.delete(deep.resolve("token"));
            Path socket = SocketPath.find(deep).orElseThrow();

            assertThat(socket.toString()).startsWith(runtime.toString());
            assertThat(Files.getPosixFilePermissions(socket.getParent()))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
            assertThat(client(there).jobs()).isEqualTo(services.jobs());
        }
        assertThat(runtime).isEmptyDirectory();
        assertThat(SocketPath.find(deep)).isEmpty();
        Files.delete(runtime);
    }

    @Test
    void aFolderThatSomebodyElseHasNowKeepsNoDaemonFromItsSocket() throws IOException {
        Path deep = Files.createDirectories(folder.resolve("d".repeat(60)).resolve("e".repeat(60)));
        Path taken = Files.createDirectories(folder.resolve("taken/daemon.sock/not-empty"))
                .getParent();
        new PrivateFile(deep.resolve("daemon.sock.path")).write(taken + "\n");

        try (RunningServer there = RunningServer.withSocket(services, deep, null)) {
            assertThat(SocketPath.find(deep))
                    .isPresent()
                    .hasValueSatisfying(path -> assertThat(path).isNotEqualTo(taken));
            assertThat(client(there).jobs()).isEqualTo(services.jobs());
        }
        assertThat(taken).isNotEmptyDirectory();
    }

    private RemoteServices client() {
        return client(server);
    }

    private static RemoteServices client(RunningServer of) {
        return RemoteServices.of(new DaemonLookup.Running(of.address), of.stateFolder, GivenSettings.NONE);
    }

    private void openToAll(Path socket) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private static String ask(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap(STATUS.getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(1 << 20);
            while (channel.read(answer) >= 0 && answer.hasRemaining()) {
                continue;
            }
            return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
        }
    }
}
