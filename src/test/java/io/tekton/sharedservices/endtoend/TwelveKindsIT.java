package io.tekton.sharedservices.endtoend;

import static io.tekton.sharedservices.endtoend.Installation.lives;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.testing.AgentHost;
import io.tekton.sharedservices.testing.OtherUser;
import io.tekton.sharedservices.testing.SampleProcesses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * All that a host of agents may leave behind, and what only seems so, side by side in the same cleanups: each has its
 * stated answer, and nothing is ended that is not said to be.
 */
@EnabledOnOs(OS.LINUX)
class TwelveKindsIT {
    private static final Path LAST_PID = Path.of("/proc/sys/kernel/ns_last_pid");

    @TempDir
    Path temp;

    private final List<AgentHost> hosts = new ArrayList<>();
    private final Map<String, Integer> tools = new LinkedHashMap<>();
    private Installation tekton;
    private SampleProcesses zoo;
    private Path script;
    private Tmux tmux;

    @BeforeEach
    void open() throws IOException {
        // Another user's host reads its script in it.
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
        tekton = new Installation(temp);
        zoo = new SampleProcesses();
        script = tekton.root.resolve("host.py");
        AgentHost.write(script, tekton.script);
        tmux = new Tmux(tekton.root);
    }

    @AfterEach
    void close() {
        hosts.forEach(AgentHost::close);
        tmux.close();
        tools.values().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        zoo.close();
    }

    private AgentHost host(String... prefix) {
        AgentHost host = AgentHost.start(script, tekton.script, prefix);
        hosts.add(host);
        return host;
    }

    /** Both that the rule for owners names a tool, and what else decides. */
    private Installation.Outcome cleanup(String users) {
        Installation.Outcome outcome = tekton.cleanup()
                .set("users", users)
                .set("owner.host", "script=" + script)
                .set("match.own", "script=" + tekton.script + " argument=--none")
                .set("match.tool", "script=" + tekton.script + " argument=--tool owner=host")
                .set("match.near", "script=" + tekton.script + " argument=--near owner=host:nearest")
                .set("match.server", "script=" + tekton.script + " argument=--serve owner=host listening=end")
                .set("match.multiplexer", "program=tmux argument=" + tekton.script)
                .run();
        assertThat(outcome.run().outcome()).as(outcome.run().message()).isEqualTo(RunOutcome.SUCCEEDED);
        return outcome;
    }

    /** Of each kind, the rule of its verdict, and whether it lives. */
    private Map<String, String> found(Installation.Outcome outcome) {
        Map<String, String> found = new LinkedHashMap<>();
        tools.forEach((kind, pid) -> {
            String rule = outcome.verdicts().stream()
                    .filter(verdict -> verdict.identity().pid() == pid)
                    .map(RecordedVerdict::rule)
                    .findFirst()
                    .orElse("not judged");
            found.put(kind, rule + ": " + (lives(pid) ? "it lives" : "it is ended"));
        });
        return found;
    }

    private static void leftOut(String kind, String why) {
        System.out.println("left out: TwelveKindsIT, " + kind + ": " + why);
    }

    /** A person's shell, of which the command says a pid; it has ended when this returns. */
    private int shell(String command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                "setsid", "sh", "-c", command, "sh", AgentHost.python(), "-IS", tekton.script.toString(), "--tool");
        Process shell = builder.start();
        try {
            int pid =
                    Integer.parseInt(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
            shell.waitFor();
            return pid;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void eachKindHasItsAnswer() throws Exception {
        Map<String, String> answers = new LinkedHashMap<>();
        AgentHost living = host();
        AgentHost ended = host();
        AgentHost releasing = host();
        AgentHost adopting = host();
        AgentHost serving = host();
        AgentHost becoming = host();
        tools.put("below a living host", living.tool("child --tool"));
        answers.put("below a living host", "owner-lives: it lives");
        tools.put("of an ended host", ended.tool("child --tool"));
        answers.put("of an ended host", "owner-ended: it is ended");
        tools.put("in a session of its own", ended.tool("session --tool"));
        answers.put("in a session of its own", "owner-ended: it is ended");
        tools.put("forked twice while its host lived", releasing.tool("nohup --tool"));
        answers.put("forked twice while its host lived", "released: it lives");
        adopting.ask("adopt");
        List<Integer> adopted = adopting.ask("worker --tool --near");
        tools.put("adopted by a host", adopted.get(0));
        answers.put("adopted by a host", "owner-lives: it lives");
        tools.put("adopted by a host, and the nearest decides", adopted.get(1));
        answers.put("adopted by a host, and the nearest decides", "owner-ended: it is ended");
        tools.put("of a person's shell, with nohup", shell("nohup \"$@\" </dev/null >/dev/null 2>&1 & echo $!"));
        answers.put("of a person's shell, with nohup", "never-owned: it lives");
        tools.put("a service", shell("setsid \"$@\" </dev/null >/dev/null 2>&1 & echo $!"));
        answers.put("a service", "never-owned: it lives");
        List<Integer> port = serving.ask("serve --serve --port");
        tools.put("with a client on its port", port.get(0));
        answers.put("with a client on its port", "in-use: it lives");
        Path path = tekton.root.resolve("s");
        tools.put("with a client on its socket", serving.tool("serve --serve --socket " + path));
        answers.put("with a client on its socket", "in-use: it lives");
        tools.put("with a port and no client", serving.tool("serve --serve --port"));
        answers.put("with a port and no client", "owner-ended: it is ended");
        tools.put("of a host that became another program", becoming.tool("child --tool"));
        answers.put("of a host that became another program", "owner-lives: it lives");
        AgentHost reused = host();
        if (Files.isWritable(LAST_PID)) {
            // The pid of a session's leader is free only when none of that session is left.
            tools.put("of a host whose pid another has", reused.tool("session --tool"));
            answers.put("of a host whose pid another has", "owner-ended: it is ended");
        } else {
            leftOut("of a host whose pid another has", "needs root, to choose a pid");
        }
        AgentHost others =
                OtherUser.possible() ? host("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups") : null;
        if (others != null) {
            tools.put("of another user's host", others.tool("child --tool --says"));
            answers.put("of another user's host", "not judged: it lives");
        } else {
            leftOut("of another user's host", "needs root, to start one");
        }
        AgentHost multiplexing = host();
        if (Tmux.isHere()) {
            tmux.start(AgentHost.command(script, tekton.script, "session --tool"));
            tools.put("of a host in a pane that was killed", tmux.answer(0));
            answers.put("of a host in a pane that was killed", "owner-ended: it is ended");
            tools.put("of a host in the pane beside it", tmux.answer(1));
            answers.put("of a host in the pane beside it", "owner-lives: it lives");
            // It adopts the multiplexer, which would else be below init, where no host is.
            multiplexing.ask("adopt");
            List<Integer> pane = multiplexing.ask("tmux " + Tmux.OF_A_HOST + " --tool");
            tools.put("in a terminal that a host opened", pane.get(0));
            answers.put("in a terminal that a host opened", "never-owned: it lives");
            tools.put("the multiplexer of that terminal", pane.get(1));
            answers.put("the multiplexer of that terminal", "protected: it lives");
        } else {
            leftOut("of hosts in terminals", "tmux is not installed");
        }

        assertThat(cleanup("self").terminations()).as("while all hosts live").isEmpty();
        releasing.ask("end");
        assertThat(cleanup("self").terminations()).as("while all hosts live").isEmpty();

        ended.kill();
        releasing.kill();
        adopting.ask("kill");
        serving.kill();
        becoming.ask("exec");
        reused.kill();
        multiplexing.kill();
        if (Files.isWritable(LAST_PID)) {
            zoo.newcomer(reused.pid(), AgentHost.command(script, tekton.script), Map.of());
        }
        if (others != null) {
            others.kill();
        }
        if (Tmux.isHere()) {
            tmux.killPane(0);
        }
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port.get(1));
                SocketChannel other = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            assertThat(client.isConnected() && other.isConnected()).isTrue();

            assertThat(found(cleanup("self"))).containsExactlyInAnyOrderEntriesOf(answers);
        }
        becoming.kill();
        living.kill();
        tools.values().removeIf(pid -> !lives(pid));
        answers.keySet().retainAll(tools.keySet());
        answers.put("of a host that became another program", "owner-ended: it is ended");
        answers.put("below a living host", "owner-ended: it is ended");
        answers.put("with a client on its port", "owner-ended: it is ended");
        answers.put("with a client on its socket", "owner-ended: it is ended");
        answers.computeIfPresent("of another user's host", (kind, before) -> "owner-ended: it is ended");

        assertThat(found(cleanup("any"))).as("later").containsExactlyInAnyOrderEntriesOf(answers);
    }
}
