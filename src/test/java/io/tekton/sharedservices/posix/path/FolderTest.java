package io.tekton.sharedservices.posix.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.process.PythonProcess;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class FolderTest {
    @TempDir
    private Path folder;

    private Path root;

    @BeforeEach
    void makeARoot() throws IOException {
        root = Files.createDirectory(folder.toRealPath().resolve("root"));
    }

    private Folder open() throws IOException {
        return Folder.root(root.toString());
    }

    @Test
    void followsNoLinkOnTheWay() throws IOException {
        Files.createDirectory(folder.resolve("outside"));
        Files.createSymbolicLink(root.resolve("link"), folder.resolve("outside"));
        Files.createSymbolicLink(folder.resolve("rootlink"), root);

        try (Folder held = open()) {
            assertThatThrownBy(() -> held.open("link"))
                    .isInstanceOfSatisfying(
                            SystemCallException.class,
                            refused -> assertThat(refused.isLink()).isTrue());
            try (HeldPath link = held.hold("link")) {
                assertThat(link.status().isLink()).isTrue();
            }
        }
        assertThatThrownBy(() -> Folder.root(folder.resolve("rootlink").toString()))
                .isInstanceOf(SystemCallException.class);
    }

    @Test
    void takesSingleNamesAlone() throws IOException {
        try (Folder held = open()) {
            for (String name : new String[] {"", ".", "..", "a/b", "/etc"}) {
                assertThatThrownBy(() -> held.open(name)).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> held.remove(name)).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> held.rename(name, held, "b")).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void staysInTheFolderThatItHoldsWhateverBecomesOfItsName() throws IOException {
        Files.writeString(root.resolve("a"), "first");
        try (Folder held = open()) {
            Files.move(root, folder.resolve("moved"));
            Files.createDirectory(root);
            Files.writeString(root.resolve("a"), "second");

            assertThat(new String(held.read("a", 10), StandardCharsets.UTF_8)).isEqualTo("first");
        }
    }

    @Test
    void entersNoOtherFileSystem() throws IOException {
        try (Folder proc = Folder.root("/")) {
            assertThatThrownBy(() -> proc.open("proc"))
                    .isInstanceOfSatisfying(
                            SystemCallException.class,
                            refused -> assertThat(refused.isOtherMount()).isTrue());
        }
    }

    @Test
    void renamesOverNothing() throws IOException {
        Files.writeString(root.resolve("a"), "a");
        Files.writeString(root.resolve("b"), "b");
        try (Folder held = open()) {
            assertThatThrownBy(() -> held.rename("a", held, "b"))
                    .isInstanceOfSatisfying(
                            SystemCallException.class,
                            refused -> assertThat(refused.isTaken()).isTrue());
            held.rename("a", held, "c");
        }

        assertThat(root.resolve("b")).hasContent("b");
        assertThat(root.resolve("c")).hasContent("a");
        assertThat(root.resolve("a")).doesNotExist();
    }

    @Test
    void listsMoreNamesThanOneCallGives() throws IOException {
        for (int i = 0; i < 3000; i++) {
            Files.createFile(root.resolve("a-name-that-takes-some-room-" + i));
        }
        try (Folder held = open()) {
            assertThat(held.names(3000)).hasSize(3000).contains("a-name-that-takes-some-room-2999");
            assertThat(held.names(3000)).as("again").hasSize(3000);
            assertThatThrownBy(() -> held.names(2999)).hasMessageContaining("more than 2999");
        }
    }

    @Test
    void refusesNamesThatAreNoText() throws Exception {
        new ProcessBuilder("sh", "-c", "touch \"$(printf 'caf\\351')\"")
                .directory(root.toFile())
                .start()
                .waitFor();
        try (Folder held = open()) {
            assertThatThrownBy(() -> held.names(10)).hasMessageContaining("no UTF-8");
        }
    }

    @Test
    void saysWhatStatSays() throws IOException {
        Path file = Files.writeString(root.resolve("a"), "12345");
        try (Folder held = open()) {
            FileStatus status = held.status("a");

            assertThat(status.isFile()).isTrue();
            assertThat(status.size()).isEqualTo(5);
            assertThat(status.inode()).isEqualTo(((Number) Files.getAttribute(file, "unix:ino")).longValue());
            assertThat(status.uid()).isEqualTo(((Number) Files.getAttribute(file, "unix:uid")).intValue());
            assertThat(status.links()).isEqualTo(1);
            assertThat(status.modified())
                    .isEqualTo(Files.getLastModifiedTime(file).toInstant());
            assertThat(held.status().isFolder()).isTrue();
            assertThat(status.isUntouchedSince(held.status("a"))).isTrue();
            Files.writeString(file, "54321");
            assertThat(held.status("a").isUntouchedSince(status)).isFalse();
            assertThat(held.status("a").isSameThing(status)).isTrue();
        }
    }

    @Test
    void aLeaseIsGrantedOnlyWhereNobodyHasTheFileOpen() throws IOException {
        Path file = Files.writeString(root.resolve("a"), "a");
        try (Folder held = open()) {
            for (String mode : new String[] {"rb", "r+b"}) {
                try (PythonProcess holder =
                        PythonProcess.run("f = open(sys.argv[1], '" + mode + "')\nready()\nwait()", file.toString())) {
                    assertThat(holder.process().isAlive()).isTrue();
                    assertThat(FileLease.take(held, "a")).isInstanceOf(FileLease.Answer.Open.class);
                }
            }
            String mapping =
                    "import mmap\nf = os.open(sys.argv[1], os.O_RDONLY)\nm = mmap.mmap(f, 1, prot=mmap.PROT_READ)\n"
                            + "os.close(f)\nready()\nwait()";
            try (PythonProcess holder = PythonProcess.run(mapping, file.toString())) {
                assertThat(holder.process().isAlive()).isTrue();
                assertThat(FileLease.take(held, "a")).isInstanceOf(FileLease.Answer.Open.class);
            }
            FileLease.Answer answer = FileLease.take(held, "a");
            assertThat(answer).isInstanceOf(FileLease.Answer.Granted.class);
            FileLease lease = ((FileLease.Answer.Granted) answer).lease();
            assertThat(lease.isUndisturbed()).isTrue();
            try (PythonProcess reader =
                    PythonProcess.run("ready()\nopen(sys.argv[1], 'rb').read()\nwait()", file.toString())) {
                long deadline = System.nanoTime() + 20_000_000_000L;
                while (lease.isUndisturbed() && System.nanoTime() < deadline) {
                    Thread.onSpinWait();
                }
                assertThat(lease.isUndisturbed()).as("once somebody opens it").isFalse();
                lease.close();
                assertThat(reader.process().isAlive()).isTrue();
            }
        }
    }

    @Test
    void aSocketAnswersWhileItIsBound() throws IOException {
        Path socket = root.resolve("s");
        try (Folder held = open()) {
            try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                server.bind(UnixDomainSocketAddress.of(socket));
                assertThat(probe(held, "s")).isEqualTo(SocketProbe.Answer.SOMEBODY);
                Files.move(socket, root.resolve("renamed"));
                assertThat(probe(held, "renamed")).isEqualTo(SocketProbe.Answer.SOMEBODY);
            }
            assertThat(probe(held, "renamed")).isEqualTo(SocketProbe.Answer.NOBODY);
            try (PythonProcess datagrams = PythonProcess.run(
                    "s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\ns.bind(sys.argv[1])\nready()\nwait()",
                    root.resolve("d").toString())) {
                assertThat(datagrams.process().isAlive()).isTrue();
                assertThat(probe(held, "d")).isEqualTo(SocketProbe.Answer.SOMEBODY);
            }
            assertThat(probe(held, "d")).isEqualTo(SocketProbe.Answer.NOBODY);
        }
    }

    private static SocketProbe.Answer probe(Folder folder, String name) throws IOException {
        try (HeldPath held = folder.hold(name)) {
            return SocketProbe.of(held);
        }
    }
}
