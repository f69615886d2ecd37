package io.tekton.sharedservices.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.daemon.DaemonFixture;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages to a real HTTP server and a real program: what arrives, and what happens where it does not. */
class NotifierTest {
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    private static final Condition REFUSED =
            new Condition(Kind.REFUSED, "orphan-cleanup", "run-1", "there is \"no\" registry");

    @TempDir
    private Path folder;

    private Receiver receiver;
    private @Nullable Notifier notifier;
    private final Map<String, String> troubles = new ConcurrentHashMap<>();

    @BeforeEach
    void open() throws IOException {
        receiver = new Receiver();
    }

    @AfterEach
    void close() throws IOException {
        if (notifier != null) {
            notifier.close();
        }
        receiver.close();
    }

    private Notifier to(NotifySettings settings) {
        Notifier made = new Notifier(folder, "host-1", settings, (setting, what) -> {
            if (what == null) {
                troubles.remove(setting);
            } else {
                troubles.put(setting, what);
            }
        });
        notifier = made;
        return made;
    }

    private static NotifySettings settings(@Nullable URI url, Format format, @Nullable URI ping, List<String> command) {
        return new NotifySettings(
                Optional.ofNullable(url), format, Optional.ofNullable(ping), command, EnumSet.allOf(Kind.class));
    }

    private void awaitReceived(int count) {
        DaemonFixture.await(count + " messages", () -> receiver.received.size() >= count);
    }

    @Test
    void aMessageIsOneJsonObject() {
        to(settings(receiver.url("/hook"), Format.AUTO, null, List.of()))
                .update(List.of(REFUSED), subject -> false, NOW);
        awaitReceived(1);

        Receiver.Received first = receiver.received.get(0);
        assertThat(first.method() + " " + first.path()).isEqualTo("POST /hook");
        assertThat(first.head()).contains("Content-Type: application/json");
        assertThat(first.body())
                .isEqualTo("{\"title\":\"host-1: orphan-cleanup refused\",\"text\":\"there is \\\"no\\\" registry\","
                        + "\"kind\":\"refused\",\"recovered\":false,\"host\":\"host-1\",\"subject\":\"orphan-cleanup\","
                        + "\"run\":\"run-1\",\"at\":\"2026-03-04T05:06:07Z\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SLACK | {\"text\":\"host-1: orphan-cleanup refused\\nthere is \\\"no\\\" registry\"}",
                "MATTERMOST | {\"text\":\"host-1: orphan-cleanup refused\\nthere is \\\"no\\\" registry\"}",
                "DISCORD | {\"content\":\"host-1: orphan-cleanup refused\\nthere is \\\"no\\\" registry\"}",
                "NTFY | there is \"no\" registry"
            })
    void eachReceiverGetsItsForm(Format format, String body) {
        to(settings(receiver.url("/hook"), format, null, List.of())).update(List.of(REFUSED), subject -> false, NOW);
        awaitReceived(1);

        assertThat(receiver.received.get(0).body()).isEqualTo(body);
        assertThat(receiver.received.get(0).head().contains("Title: host-1: orphan-cleanup refused"))
                .isEqualTo(format == Format.NTFY);
    }

    @Test
    void theFormFollowsTheHostUnlessItIsGiven() {
        assertThat(Format.AUTO.of(URI.create("https://hooks.slack.com/services/T/B/X")))
                .isEqualTo(Format.SLACK);
        assertThat(Format.AUTO.of(URI.create("https://discord.com/api/webhooks/1/x")))
                .isEqualTo(Format.DISCORD);
        assertThat(Format.AUTO.of(URI.create("https://NTFY.sh/topic"))).isEqualTo(Format.NTFY);
        assertThat(Format.AUTO.of(URI.create("https://ci.example.org/hook"))).isEqualTo(Format.JSON);
        assertThat(Format.JSON.of(URI.create("https://ntfy.sh/topic"))).isEqualTo(Format.JSON);
    }

    @Test
    void aReceiverThatAnswers500IsAskedAgain() {
        receiver.answering("500 Broken", "503 Busy");

        to(settings(receiver.url("/hook"), Format.JSON, null, List.of()))
                .update(List.of(REFUSED), subject -> false, NOW);

        awaitReceived(3);
        assertThat(receiver.received)
                .extracting(Receiver.Received::body)
                .containsOnly(receiver.received.get(0).body());
        DaemonFixture.await("the trouble is over", troubles::isEmpty);
    }

    @Test
    void aRedirectIsNotFollowedAndSaidOnce() {
        receiver.answering("302 Found");

        Notifier made = to(settings(receiver.url("/hook"), Format.JSON, null, List.of()));
        made.update(List.of(REFUSED), subject -> false, NOW);
        DaemonFixture.await("it is said", () -> troubles.containsKey("notify.url"));

        assertThat(troubles.get("notify.url")).contains("redirects", "302", "given up");
        made.update(List.of(), subject -> false, NOW);
        awaitReceived(2);
        assertThat(receiver.received).extracting(Receiver.Received::path).containsOnly("/hook");
    }

    @Test
    void aReceiverThatIsDownDelaysNobodyAndGetsItWhenItIsThere() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        URI down = URI.create("http://127.0.0.1:" + port + "/secret-path");
        Path heard = folder.resolve("heard");
        Path program = Files.writeString(
                folder.resolve("hook.sh"),
                "#!/bin/sh\ncat > '" + heard + ".new'\nmv '" + heard + ".new' '" + heard + "'\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));

        to(settings(down, Format.JSON, null, List.of(program.toString())))
                .update(List.of(REFUSED), subject -> false, NOW);

        DaemonFixture.await("the program heard of it", () -> Files.exists(heard));
        assertThat(Files.readString(heard)).startsWith("{\"title\":\"host-1: orphan-cleanup refused\"");
        DaemonFixture.await("it is said", () -> troubles.containsKey("notify.url"));
        assertThat(troubles.get("notify.url")).contains("tried again").doesNotContain("secret-path");
        assertThat(troubles).doesNotContainKey("notify.command");
    }

    @Test
    void aProgramThatFailsIsSaid() {
        to(settings(null, Format.JSON, null, List.of("/bin/false"))).update(List.of(REFUSED), subject -> false, NOW);

        DaemonFixture.await("it is said", () -> troubles.containsKey("notify.command"));
        assertThat(troubles.get("notify.command")).contains("exit code 1", "tried again");
    }

    @Test
    void aRestartSaysNothingTwice() {
        NotifySettings settings = settings(receiver.url("/hook"), Format.JSON, null, List.of());
        to(settings).update(List.of(REFUSED), subject -> false, NOW);
        awaitReceived(1);
        Objects.requireNonNull(notifier).close();

        to(settings).update(List.of(REFUSED), subject -> false, NOW);
        notifier.update(List.of(), subject -> false, NOW);
        awaitReceived(2);

        assertThat(receiver.received.get(1).body()).contains("\"recovered\":true");
        assertThat(text(folder.resolve("notified")).strip()).isEmpty();
        assertThat(troubles).isEmpty();
    }

    @Test
    void pingsSayBeginningGoodEndAndBadEndAndNothingElse() {
        Notifier made = to(settings(null, Format.JSON, receiver.url("/ping/abc"), List.of()));

        made.ping(Notifier.Ping.START, "begins", NOW);
        made.ping(Notifier.Ping.SUCCESS, "well", NOW);
        made.ping(Notifier.Ping.FAIL, "refused", NOW);
        made.update(List.of(REFUSED), subject -> false, NOW);
        awaitReceived(3);

        assertThat(receiver.received)
                .extracting(Receiver.Received::path)
                .containsExactly("/ping/abc/start", "/ping/abc", "/ping/abc/fail");
        assertThat(receiver.received.get(2).body()).isEqualTo("refused");
    }

    @Test
    void aTrialSaysOfEachReceiverWhetherItArrived() {
        receiver.answering("200 OK", "404 Not Found");

        List<Notifier.Trial> trials = Notifier.trials(
                settings(receiver.url("/hook"), Format.JSON, receiver.url("/ping"), List.of("/bin/true")),
                "host-1",
                NOW);

        assertThat(trials)
                .containsExactly(
                        new Notifier.Trial("notify.url", null),
                        new Notifier.Trial("notify.command", null),
                        new Notifier.Trial("notify.ping-url", "HTTP status 404"));
        assertThat(receiver.received)
                .first()
                .satisfies(sent -> assertThat(sent.body()).contains("\"title\":\"host-1: trial notification\""));
        assertThat(receiver.received.get(0).body()).contains("\"kind\":\"test\"");
    }

    @Test
    void otherSettingsApplyAtOnce() {
        Notifier made = to(settings(null, Format.JSON, null, List.of("/bin/true")));
        made.use(new NotifySettings(
                Optional.of(receiver.url("/new")), Format.JSON, Optional.empty(), List.of(), Set.of(Kind.REFUSED)));

        made.update(List.of(REFUSED, new Condition(Kind.STORE, "store", null, "full")), subject -> false, NOW);
        awaitReceived(1);

        assertThat(receiver.received)
                .singleElement()
                .satisfies(message -> assertThat(message.path()).isEqualTo("/new"));
    }

    @Test
    void aTornFileOfWhatPeopleHeardOfIsForgotten() throws IOException {
        Files.write(folder.resolve("notified"), new byte[] {'r', 'e', (byte) 0xff, ' ', 'x', '\n', 0, 'y'});

        to(settings(receiver.url("/hook"), Format.JSON, null, List.of()))
                .update(List.of(REFUSED), subject -> false, NOW);
        awaitReceived(1);

        assertThat(receiver.received)
                .singleElement()
                .satisfies(one -> assertThat(one.body()).contains("\"recovered\":false"));
        DaemonFixture.await(
                "it is written anew", () -> text(folder.resolve("notified")).equals("refused orphan-cleanup\n"));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            // torn still
            return "";
        }
    }
}
