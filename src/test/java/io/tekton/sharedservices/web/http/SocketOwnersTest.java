package io.tekton.sharedservices.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.testing.OtherUser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose the other end is, as the kernel shows it. */
@EnabledOnOs(OS.LINUX)
class SocketOwnersTest {
    private static final Endpoints SAMPLE =
            new Endpoints(new InetSocketAddress("127.0.0.1", 0xC350), new InetSocketAddress("127.0.0.1", 0x20B9));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void findsTheAccountOfEachPeer(String address) throws Exception {
        assumeTrue(OtherUser.possible(), "only root can act as another account");
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getByName(address));
                Socket own = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket ownAccepted = server.accept();
                Socket strangers = OtherUser.call(
                        OtherUser.NOBODY, () -> new Socket(server.getInetAddress(), server.getLocalPort()));
                Socket strangersAccepted = server.accept()) {
            assertThat(own.isConnected() && strangers.isConnected()).isTrue();

            assertThat(new SocketOwners().of(Set.of(ends(ownAccepted), ends(strangersAccepted))))
                    .contains(Map.of(ends(ownAccepted), 0, ends(strangersAccepted), OtherUser.NOBODY));
        }
    }

    @Test
    void aPeerThatHasClosedItsEndIsNobodysAndNotRoots() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"))) {
            new Socket(server.getInetAddress(), server.getLocalPort()).close();
            try (Socket accepted = server.accept()) {
                assertThat(accepted.getInputStream().read()).isEqualTo(-1);

                assertThat(new SocketOwners().of(Set.of(ends(accepted)))).contains(Map.of());
            }
        }
    }

    @Test
    void aLineWithoutAnInodeNamesNoOwner() throws IOException {
        table("   0: 0100007F:C350 0100007F:20B9 06 00000000:00000000 03:00001586 00000000     0        0 0 3 0");

        assertThat(new SocketOwners(folder).of(Set.of(SAMPLE))).contains(Map.of());
    }

    @Test
    void ourOwnEndIsNotThePeers() throws IOException {
        table("   0: 0100007F:20B9 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 77 1 0");

        assertThat(new SocketOwners(folder).of(Set.of(SAMPLE))).contains(Map.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   0:",
                "   0: x",
                "   0: 0100007F:C350 0100007F:20B9",
                "   0: 0100007F:C350 0100007F:20B9 01 0"
            })
    void aLineThatIsCutOffNamesNoOwner(String line) throws IOException {
        table(line);

        assertThat(new SocketOwners(folder).of(Set.of(SAMPLE))).contains(Map.of());
    }

    @Test
    void saysSoWhereTheHostShowsNothing() {
        assertThat(new SocketOwners(folder.resolve("none")).of(Set.of(SAMPLE))).isEqualTo(Optional.empty());
    }

    private void table(String line) throws IOException {
        Files.writeString(folder.resolve("tcp"), "  sl  local_address rem_address\n" + line + "\n");
    }

    private static Endpoints ends(Socket accepted) {
        return new Endpoints((InetSocketAddress) accepted.getRemoteSocketAddress(), (InetSocketAddress)
                accepted.getLocalSocketAddress());
    }
}
