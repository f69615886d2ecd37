package io.tekton.sharedservices.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.process.ProcessIdentity;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FactsTest {
    @Test
    void writesOneFactALineInTheOrderOfNames() {
        String text = new Facts()
                .with("b", "two\nlines \\ and\ra return = sign")
                .with("a", 1)
                .with("c", null)
                .with("at", Instant.parse("2026-10-25T00:30:00.123456Z"))
                .canonical();

        assertThat(text).isEqualTo("a=1\nat=2026-10-25T00:30:00.123Z\nb=two\\nlines \\\\ and\\ra return = sign\n");
        assertThat(Facts.read(text))
                .containsEntry("b", "two\nlines \\ and\ra return = sign")
                .hasSize(3);
    }

    /** A carriage return alone, a line feed alone, a backslash alone, each at the beginning of a value. */
    @Test
    void escapesEachOfTheThreeByItself() {
        assertThat(new Facts().with("a", "\rx").canonical()).isEqualTo("a=\\rx\n");
        assertThat(new Facts().with("a", "\nx").canonical()).isEqualTo("a=\\nx\n");
        assertThat(new Facts().with("a", "\\x").canonical()).isEqualTo("a=\\\\x\n");
        assertThatThrownBy(() -> new Facts().with("=a", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Facts().with("\na", 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsBackWhateverWasWritten() {
        long seed = System.nanoTime();
        System.out.println("FactsTest seed " + seed);
        Random random = new Random(seed);
        String alphabet = "a\\n\r\n=\t é\u2028";
        for (int round = 0; round < 5_000; round++) {
            StringBuilder value = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                value.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }

            String text = new Facts().with("x", value).with("y", "end").canonical();

            assertThat(Facts.read(text)).containsEntry("x", value.toString()).hasSize(2);
        }
    }

    @Test
    void takesNoNameThatCouldPassForAnother() {
        assertThatThrownBy(() -> new Facts().with("a=b", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Facts().with("", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Facts().with("a\nb", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Facts.read("nothing")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Facts.read("=nothing")).isInstanceOf(IllegalArgumentException.class);
        assertThat(Facts.read("")).isEmpty();
        assertThat(Facts.read("\na=\n\nb=c\n")).containsOnly(Map.entry("a", ""), Map.entry("b", "c"));
    }

    @Test
    void keepsALoneBackslashAtTheEndOfWhatSomebodyElseWrote() {
        assertThat(Facts.read("a=b\\")).containsEntry("a", "b\\");
        assertThat(Facts.read("a=\\x")).containsEntry("a", "x");
    }

    @Test
    void recordsAnEventThatIsAboutNoProcess() {
        Instant at = Instant.parse("2026-10-25T00:30:00.123456Z");
        AuditEvent event = AuditEvent.after(
                AuditEvent.GENESIS, "inst", "epoch", "host", 7, EventKind.DECIDED, "run", "boot", null, at, "{}");

        assertThat(event.at()).isEqualTo(Instant.parse("2026-10-25T00:30:00.123Z"));
        assertThat(event.sequence()).isEqualTo(7);
        assertThat(event.hash())
                .isEqualTo(
                        AuditEvent.sha256(
                                AuditEvent.GENESIS
                                        + "\n{\"at\":\"2026-10-25T00:30:00.123Z\",\"boot\":\"boot\",\"content\":{},\"epoch\":\"epoch\",\"host\":\"host\",\"installation\":\"inst\",\"kind\":\"DECIDED\",\"run\":\"run\",\"sequence\":7}"));
        assertThatThrownBy(() -> AuditEvent.after(
                        "", "inst", "epoch", "host", 0, EventKind.DECIDED, "run", "boot", null, at, "{}"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hashesEveryPartOfAnEventAndItsPredecessor() {
        ProcessIdentity process = new ProcessIdentity("boot", 12, 34);
        Instant at = Instant.parse("2026-10-25T00:30:00.123Z");
        AuditEvent event = AuditEvent.after(
                AuditEvent.GENESIS,
                "inst",
                "epoch",
                "host",
                1,
                EventKind.SIGNALLED,
                "run",
                "boot",
                process,
                at,
                "{\"signal\":\"TERM\"}");

        assertThat(event.hash())
                .isEqualTo(AuditEvent.sha256(AuditEvent.GENESIS
                        + "\n{\"at\":\"2026-10-25T00:30:00.123Z\",\"boot\":\"boot\",\"content\":{\"signal\":\"TERM\"},"
                        + "\"epoch\":\"epoch\",\"host\":\"host\",\"installation\":\"inst\",\"kind\":\"SIGNALLED\","
                        + "\"process\":{\"boot\":\"boot\",\"pid\":12,\"start\":34},\"run\":\"run\",\"sequence\":1}"));
        assertThat(event.hashAfter("another")).isNotEqualTo(event.hash());
    }
}
