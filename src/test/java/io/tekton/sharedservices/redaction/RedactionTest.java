package io.tekton.sharedservices.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.tekton.sharedservices.cleanup.match.CommandText;
import io.tekton.sharedservices.cleanup.verdict.Corpus;
import io.tekton.sharedservices.process.CommandLine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    private static final Redaction REDACTION = new Redaction(List.of());

    /** A guard against hanging for ever; nothing is said about speed. */
    private static final Duration GUARD = Duration.ofMinutes(2);

    static Stream<Corpus.Secret> secrets() {
        return Corpus.secrets("secrets.tsv");
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void noSecretSurvives(Corpus.Secret secret) {
        String text = CommandText.of(CommandLine.of(secret.arguments()), REDACTION);

        assertThat(text).doesNotContain(secret.secret()).contains(Redaction.MASK);
    }

    @Test
    void triesManySecrets() {
        assertThat(secrets()).hasSizeGreaterThanOrEqualTo(60);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "python3 -m shared.ai.generic_specialist --port 45012 --component apollo --ai-id apollo-ai --verbose",
                "python3 /srv/tekton/shared/ci_tools/ci_tool_minimal.py --name processor -- python data_processor.py",
                "/home/op/Tekton/bin/telos-ai --port 45011",
                "tool --max-tokens 4096 --model llama3.3:70b",
                "tool --tokenizer gpt2 --max_tokens=512",
                "tool --author Jane --authors=2",
                "tool --bypass yes --compass north",
                "tool --keyboard us --monkey george",
                "tool --keep-alive 5 --keyframes=3",
                "tool --token-file /run/token --password-file=/run/pw",
                "tool --task-runner ask-later desk-top",
                "tool https://host:8443/path/to?a=1",
                "tool http://user@host/x",
                "git clone git@github.com:a/b.git",
                "docker run -u 1000:1000 img",
                "python3 -u /srv/a.py --log=/var/log/a.log",
                "tool --count=5 --ratio 1:2 --time 10:30:00",
                "tool --config /etc/a.conf --design x",
                "tool passenger=3 tokens=9 secretary=Jo",
                "env A=B PATH=/usr/bin:/bin nice -n 5 tool",
                "tool --basic --bearer-less x",
                "tool /srv/智慧/тест --имя значение",
                "java -Xmx512m -jar app.jar --server.port=8080",
                "ssh -p 22 host uptime",
            })
    void harmlessLinesStayAsTheyAre(String line) {
        CommandLine command = CommandLine.of(List.of(line.split(" ")));

        assertThat(CommandText.of(command, REDACTION)).isEqualTo(line);
    }

    @Test
    void masksTheWordBehindTheOptionAndNothingElse() {
        CommandLine command = CommandLine.of(List.of(
                "tool",
                "--token",
                "abc",
                "--verbose",
                "--password",
                "--dry-run",
                "--api-key=x y",
                "postgres://u:p@h/d"));

        assertThat(CommandText.of(command, REDACTION))
                .isEqualTo("tool --token *** --verbose --password --dry-run --api-key=*** postgres://u:***@h/d");
    }

    /** What a backtracking pattern would choke on. */
    static Stream<String> adversaries() {
        return Stream.of(
                        "a",
                        "-",
                        "--",
                        "-a",
                        "_",
                        ".",
                        "\\",
                        "\"",
                        "'",
                        "\\\"",
                        "=",
                        ":",
                        "@",
                        "/",
                        "://",
                        "a://",
                        "a://u:",
                        "a://u:p@",
                        " ",
                        "\t",
                        "\n",
                        "key",
                        "key=",
                        "-key",
                        "password",
                        "password=",
                        "password=\"",
                        "password=\\\"",
                        "password: ",
                        "password ",
                        "--password ",
                        "pass",
                        "passpass=",
                        "bearer ",
                        "basic ",
                        "token token ",
                        "authorization:",
                        "authorization: ",
                        "cookie: ",
                        "eyJ",
                        "-eyJ",
                        "eyJaaaaaaaa.",
                        ".eyJaaaaaaaa",
                        "sk-",
                        "sk-a",
                        "xox",
                        "<password ",
                        "<password",
                        "<<",
                        "login ",
                        "login a password ",
                        "-----BEGIN ",
                        "-----BEGIN PRIVATE KEY-----",
                        "SG.aaaaaaaaaa",
                        "ключ",
                        "密码",
                        "&",
                        ";",
                        "a=",
                        "é",
                        "😀",
                        "-a-",
                        "-a.",
                        "aK",
                        "-aKe",
                        "%3D",
                        "password%3",
                        "{\"password\":",
                        "' ",
                        "\" ")
                .map(piece -> piece.repeat(64 * 1024 / piece.length()));
    }

    @ParameterizedTest
    @MethodSource("adversaries")
    void noTextMakesItHang(String text) {
        assertTimeoutPreemptively(GUARD, () -> {
            REDACTION.arguments(CommandLine.of(List.of("-u", text, "--password=" + text)));
        });
    }

    @Test
    void takesAnArgumentOfTwoMegabytes() {
        String secret = "Zx9qLm4vTr8w";
        assertTimeoutPreemptively(GUARD, () -> {
            for (String piece : List.of("a", "password=" + secret + " ", "\u001b", "密", "--token " + secret + " ")) {
                String text = CommandText.of(
                        CommandLine.of(List.of("tool", piece.repeat(2_000_000 / piece.length()), "rest")), REDACTION);

                assertThat(text.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(CommandText.LONGEST_BYTES);
                assertThat(text).startsWith("tool ").doesNotContain(secret);
            }
        });
    }

    @Test
    void aSecretThatIsCutInTwoDoesNotShow() {
        String secret = "Zx9qLm4vTr8w";
        for (int end = 0; end < secret.length() + 30; end++) {
            String padding = "password=" + "p".repeat(64 * 1024 - 30 - end) + " ";
            String text = CommandText.of(
                    CommandLine.of(
                            List.of("tool", padding + "postgres://user:" + secret + "@host" + "x".repeat(9_000))),
                    REDACTION);

            assertThat(text).doesNotContain(secret.substring(0, 4));
        }
    }

    @Test
    @Timeout(60)
    void aPatternThatWouldNotEndMasksAllAndIsNamed() {
        Redaction endless = new Redaction(Map.of("redact.c", Pattern.compile("(\\w+)(.*a){20}(.*=)")));

        assertThat(endless.text("bcd= harmless")).isEqualTo("bcd= harmless");
        assertThat(endless.warnings()).isEmpty();
        assertThat(endless.masked(List.of("tool", "a".repeat(60) + "!", "more")))
                .containsExactly("tool", Redaction.MASK, "more");
        assertThat(endless.warnings()).singleElement().asString().contains("the pattern redact.c needs too many");
    }

    @Test
    void aPatternThatCannotCopeMasksAll() {
        Redaction fragile = new Redaction(List.of(Pattern.compile("(a|b)*c")));

        assertThat(fragile.text("ab".repeat(200_000))).isEqualTo(Redaction.MASK);
    }
}
