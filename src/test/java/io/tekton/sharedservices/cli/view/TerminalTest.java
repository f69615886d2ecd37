package io.tekton.sharedservices.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.text.HostZone;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private static final String LONG =
            "the registry file is missing, so no orphan was ended:\n  start the platform first";

    private static String printed(String streams, Consumer<Terminal> use) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        use.accept(Terminal.of(stream, stream, streams, "40", Map.of("NO_COLOR", "1"), HostZone.of(ZoneOffset.UTC)));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void anErrorBreaksBetweenWordsOnATerminal() {
        String shown = printed("2", terminal -> terminal.error(LONG));

        assertThat(shown.lines())
                .containsExactly(
                        "shared-services: the registry file is",
                        "missing, so no orphan was ended:",
                        "  start the platform first");
    }

    @Test
    void anErrorIsWholeWhereNobodyWatches() {
        assertThat(printed("1", terminal -> terminal.error(LONG))).isEqualTo("shared-services: " + LONG + "\n");
    }

    @Test
    void furtherLinesOfASentenceAreIndented() {
        String shown = printed("1", terminal -> terminal.sentences("ok    disk: 76893 MiB free for /srv/tekton", 6));

        assertThat(shown.lines()).containsExactly("ok    disk: 76893 MiB free for", "      /srv/tekton");
    }
}
