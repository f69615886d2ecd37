package io.tekton.sharedservices.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The real mandoc, which checks manual pages. */
final class Mandoc {
    private static final Path PROGRAM = Path.of("/usr/bin/mandoc");

    private Mandoc() {}

    /** Skips the calling test where it is missing. */
    static void findsNoFault(Path page) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(PROGRAM), "mandoc, which checks manual pages, is not installed");
        Process lint = new ProcessBuilder(PROGRAM.toString(), "-Tlint", page.toString())
                .redirectErrorStream(true)
                .start();
        String found = new String(lint.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(lint.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(found).isEmpty();
        assertThat(lint.exitValue()).isZero();
    }
}
