package io.tekton.sharedservices.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CommandLineTest {
    private static CommandLine raw(String bytes) {
        return CommandLine.of(bytes.getBytes(UTF_8));
    }

    @Test
    void countsEmptyArguments() {
        assertThat(raw("a\0\0b\0\0").arguments()).containsExactly("a", "", "b", "");
        assertThat(raw("\0").arguments()).containsExactly("");
        assertThat(raw("").arguments()).isEmpty();
    }

    @Test
    void readsTheLastArgumentOfAProcessThatWroteOverItsOwn() {
        assertThat(raw("sshd: op [priv]").arguments()).containsExactly("sshd: op [priv]");
        assertThat(raw("a\0b").arguments()).containsExactly("a", "b");
    }

    @Test
    void keepsBytesThatAreNotText() {
        CommandLine line = CommandLine.of("a\0\u00ff\u00fe\0".getBytes(ISO_8859_1));

        assertThat(line.is(1, new byte[] {(byte) 0xff, (byte) 0xfe})).isTrue();
        assertThat(line.is(1, "\ufffd\ufffd".getBytes(UTF_8))).isFalse();
        assertThat(line.argument(1)).isEqualTo("\ufffd\ufffd");
        assertThat(line).isNotEqualTo(CommandLine.of("a\0\u00fe\u00ff\0".getBytes(ISO_8859_1)));
    }

    @Test
    void aCopyOutlivesTheView() {
        byte[] buffer = "first\0x\0".getBytes(UTF_8);
        CommandLine view = CommandLine.view();
        view.point(buffer, buffer.length);
        CommandLine copy = view.copy();

        Arrays.fill(buffer, (byte) 'z');
        view.point(buffer, 3);

        assertThat(copy.arguments()).containsExactly("first", "x");
        assertThat(view.arguments()).containsExactly("zzz");
    }

    @Test
    void isEqualByItsBytesAlone() {
        byte[] long_ = "a\0b\0rest of the buffer".getBytes(UTF_8);
        CommandLine view = CommandLine.view();
        view.point(long_, 4);

        assertThat(view).isEqualTo(raw("a\0b\0")).hasSameHashCodeAs(raw("a\0b\0"));
        assertThat(raw("a\0b\0"))
                .isNotEqualTo(raw("a\0b"))
                .isNotEqualTo(raw("ab\0"))
                .isNotEqualTo(raw("a\0b\0\0"));
    }

    @Test
    void givesBackAnyArguments() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            List<String> arguments = Stream.generate(() -> "яa \n".repeat(random.nextInt(3)))
                    .limit(random.nextInt(100))
                    .toList();

            assertThat(CommandLine.of(arguments).arguments()).as("seed " + seed).isEqualTo(arguments);
        }
    }

    @Test
    void doesNotPrintItsArguments() {
        assertThat(raw("prog\0--token\0secret\0")).hasToString("command line of 3 arguments");
    }
}
