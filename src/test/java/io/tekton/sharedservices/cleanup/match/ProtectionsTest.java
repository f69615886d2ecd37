package io.tekton.sharedservices.cleanup.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.cleanup.verdict.Corpus;
import io.tekton.sharedservices.cleanup.verdict.Hosts;
import io.tekton.sharedservices.process.ProcessSnapshot;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtectionsTest {
    private static final Rules RULES = Protections.rules();

    @ParameterizedTest
    @CsvSource({
        "/sbin/init splash, init",
        "/lib/systemd/systemd --user, init",
        "/usr/lib/systemd/systemd-logind, init",
        "launchd, init",
        "runsvdir -P /etc/service, init",
        "s6-svscan -t0 /run/service, init",
        "/usr/bin/python3 /usr/bin/supervisord -c /etc/supervisord.conf, init-script",
        "/usr/sbin/sshd -D, sshd",
        "/usr/libexec/gdm-session-worker, login",
        "/usr/bin/Xorg :0 -seat seat0, desktop",
        "/usr/libexec/gnome-session-binary --session=ubuntu, desktop",
        "tmux new-session -d -s apollo-ai, multiplexer",
        "SCREEN -dmS build, multiplexer",
        "/usr/bin/zellij --server /run/z, multiplexer",
        "/usr/lib/postgresql/15/bin/postgres -D /data, database",
        "/usr/sbin/mysqld --port=3306, database",
        "mariadbd, database",
        "mongod --config /etc/mongod.conf, database",
        "redis-server, database",
        "/usr/bin/dockerd -H fd://, containers",
        "/usr/bin/containerd-shim-runc-v2 -namespace moby, containers",
        "runc init, containers",
        "/usr/bin/podman run x, containers",
        "/usr/bin/conmon -c 1, containers",
        "crio, containers"
    })
    void programsAreKnownByName(String line, String rule) {
        assertThat(protecting(Hosts.running(line.split(" ")))).contains(rule);
    }

    @ParameterizedTest
    @CsvSource({
        "sshd: op@pts/0, sshd-title",
        "sshd: op [priv], sshd-title",
        "sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups, sshd-title",
        "tmux: server (/tmp/tmux-1000/default), multiplexer-title",
        "postgres: 15/main: checkpointer, database-title",
        "/usr/bin/redis-server 127.0.0.1:6379, database-title",
        "(sd-pam), init-title"
    })
    void titlesAreSeen(String title, String rule) {
        ProcessSnapshot process = Hosts.running(title);
        ProcessSnapshot padded = Hosts.running(title + "  ", "", "");

        if (title.indexOf(' ') > 0) {
            assertThat(protecting(process)).contains(rule);
            assertThat(protecting(padded)).contains(rule);
        }
    }

    @Test
    void aServerThatKeepsItsArgumentsIsKnownByTheKernelsName() {
        ProcessSnapshot server = Hosts.process(4711)
                .argv("new", "-s", "apollo-ai")
                .name("tmux: server")
                .snapshot();

        assertThat(protecting(server)).containsExactly("multiplexer-name");
    }

    @Test
    void theShellOfALoginIsProtectedAndItsScriptsAreNot() {
        assertThat(protecting(Hosts.process(4711).argv("-bash").leader().snapshot()))
                .containsExactly("login-shell");
        assertThat(protecting(
                        Hosts.process(4711).argv("/bin/zsh", "-l").leader().snapshot()))
                .containsExactly("login-shell");
        assertThat(protecting(Hosts.process(4711).argv("/bin/bash").snapshot())).isEmpty();
        assertThat(protecting(
                        Hosts.process(4711).argv("bash", "/srv/ci.sh").leader().snapshot()))
                .isEmpty();
    }

    @Test
    void noCiProcessIsProtected() {
        Corpus.lines("command-lines.tsv")
                .filter(Corpus.Line::ci)
                .forEach(line -> assertThat(
                                protecting(Hosts.running(line.arguments().toArray(String[]::new))))
                        .as(line.toString())
                        .isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"name=sshd", "session=leader"})
    void onlyAProtectRuleMayAskForWhatAProcessChooses(String text) {
        assertThatThrownBy(() -> RuleParser.match("r", "program=x " + text)).hasMessageContaining("protect rules");
        assertThat(RuleParser.protect("r", text).conditions()).hasSize(1);
    }

    @Test
    void aSessionHasNoOtherRole() {
        assertThatThrownBy(() -> RuleParser.protect("r", "session=member"))
                .hasMessageContaining("session=leader alone");
    }

    private static List<String> protecting(ProcessSnapshot process) {
        return RULES.protecting(process).stream().map(Rule::name).toList();
    }
}
