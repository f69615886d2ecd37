package io.tekton.sharedservices.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.text.HostZone;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {
    private static List<String> printed(Table table, String streams, int columns) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        table.print(Terminal.of(
                stream,
                stream,
                streams,
                Integer.toString(columns),
                Map.of("NO_COLOR", "1"),
                HostZone.of(ZoneOffset.UTC)));
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void cutsOnlyTheLastColumnAndOnlyOnATerminal() {
        Table table = new Table("PID", "COMMAND");
        table.row("4711", "x".repeat(100));

        assertThat(printed(table, "1", 60)).containsExactly("PID   COMMAND", "4711  " + "x".repeat(53) + "…");
        assertThat(printed(table, "", 60)).contains("4711  " + "x".repeat(100));
    }

    @Test
    void leavesOutWhatCanBeDoneWithoutUntilTheLastColumnHasRoom() {
        Table table = new Table("PID", "USER", "AGE", "COMMAND").spare("AGE", "USER");
        table.row("4711", "u".repeat(10), "a".repeat(10), "c".repeat(30));

        assertThat(printed(table, "1", 80).get(0)).contains("PID", "USER", "AGE", "COMMAND");
        assertThat(printed(table, "1", 45).get(0)).contains("USER").doesNotContain("AGE");
        assertThat(printed(table, "1", 40).get(0)).contains("USER").doesNotContain("AGE");
        assertThat(printed(table, "", 40).get(0)).contains("PID", "USER", "AGE", "COMMAND");
    }

    @Test
    void countsWideCharactersAsTwoColumnsAndMarksAsNone() {
        Table table = new Table("NAME", "LAST");
        table.row("文字", "x");
        table.row("é́", "文".repeat(40));

        List<String> lines = printed(table, "1", 40);

        assertThat(lines).contains("文字  x");
        assertThat(lines.get(2)).isEqualTo("é́     " + "文".repeat(16) + "…");
        assertThat(TextWidth.of(lines.get(2))).isLessThanOrEqualTo(40);
    }
}
