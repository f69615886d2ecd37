package io.tekton.sharedservices.cli;

import static io.tekton.sharedservices.testing.StrictJson.object;
import static io.tekton.sharedservices.testing.StrictJson.objects;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cli.CommandLineCalls.Ended;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the commands say of sockets that are a moment old. */
@EnabledOnOs(OS.LINUX)
class LeftoversCommandTest {
    @TempDir
    private Path folder;

    private CommandLineCalls calls;
    private Path socket;

    @BeforeEach
    void makeAWorld() throws IOException {
        calls = new CommandLineCalls(folder);
        Path place = Files.createDirectory(folder.toRealPath().resolve("sockets"));
        calls.settings("leftover-cleanup.root.place = " + place, "leftover.wrapper = path=place:ci_*.sock kind=socket");
        socket = place.resolve("ci_a.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
        }
    }

    @Test
    void listsWhatRulesNameWithTheVerdict() {
        Ended ended = calls.run("leftovers", "--dry-run");

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains(
                        "SPARE 1 of rule wrapper: too-young", socket.toString(), "0 leftovers", "Nothing was changed.");
        assertThat(socket).exists();
    }

    @Test
    void reportsInJson() {
        Ended ended = calls.run("leftovers", "--json");

        assertThat(objects(object(ended.out()), "found"))
                .singleElement()
                .satisfies(found -> assertThat(found)
                        .containsEntry("path", socket.toString())
                        .containsEntry("kind", "socket")
                        .containsEntry("match", "wrapper")
                        .containsEntry("verdict", "SPARED")
                        .containsEntry("rule", "too-young"));
    }

    @Test
    void explainsAPath() {
        Ended ended = calls.run("explain", socket.toString());

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains("Rule wrapper", "spares    too-young", "bound: no process has it bound", "Verdict: SPARED");
        assertThat(calls.run("explain", folder.toString()).out()).contains("No rule names it");
        Ended absent = calls.run("explain", folder + "/nothing", "--json");
        assertThat(absent.code()).isEqualTo(1);
        assertThat(absent.out()).isEmpty();
        assertThat(absent.err()).contains("/nothing' does not exist");
        assertThat(objects(
                        object(calls.run("explain", socket.toString(), "--json").out()), "judgements"))
                .hasSize(1);
    }

    @Test
    void aRestoreThatIsRefusedHasTheExitCodeOfARefusal() {
        calls.run("cleanup", "--dry-run");

        Ended ended = calls.run("leftovers", "restore", "nosuch");

        assertThat(ended.out()).contains("REFUSED");
        assertThat(ended.code()).isEqualTo(5);
    }

    @Test
    void saysWhatIsWrongWithARule() throws IOException {
        calls.settings("leftover.a = path=place:x kind=socket", "leftover.b = path=tmp:../x kind=socket");

        Ended ended = calls.run("leftovers");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("leftover.a", "names no root", "leftover.b", "'..' is no name of a file");
    }

    @Test
    void presetsBringRules() throws IOException {
        calls.settings("presets = tekton, playwright");

        assertThat(calls.run("leftovers").out()).contains("by 2 rules");
        assertThat(calls.run("config", "--origin").out())
                .contains("leftover.tekton.wrapper-socket", "leftover.playwright.profile", "preset tekton");
    }

    @Test
    void withoutARuleItSaysSo() throws IOException {
        calls.settings("");

        assertThat(calls.run("leftovers").out()).contains("No rule names leftovers");
    }
}
