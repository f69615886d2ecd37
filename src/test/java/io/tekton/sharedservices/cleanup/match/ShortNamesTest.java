package io.tekton.sharedservices.cleanup.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.process.CommandLine;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people call a process. */
class ShortNamesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/usr/bin/python3 /srv/shared/ai/worker.py | worker.py",
                "python3 worker.py --fast | worker.py",
                "python3 -m shared.ai.worker | shared.ai.worker",
                "python3 -mshared.ai.worker | shared.ai.worker",
                "/opt/agent/bin/agent serve | agent",
                "agent | agent",
                "python3 | python3",
                "node /srv/billing/index.js | billing/index.js",
                "node /index.js | index.js",
                "node index.js | index.js",
                "python3 /srv/app/__main__.py | app/__main__.py",
                "/opt/billing/server | billing/server",
                "env -S | ''"
            })
    void isTheLastPartOfWhatRuns(String line, String name) {
        assertThat(of(line.split(" "))).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"sshd: op@pts/0, sshd: op@pts/0", "postgres: writer of the log, postgres: writer of"})
    void ofATitleItIsTheFirstWords(String title, String name) {
        assertThat(of(title, "")).isEqualTo(name);
    }

    private static String of(String... arguments) {
        return new Invocation(CommandLine.of(List.of(arguments))).shortName();
    }
}
