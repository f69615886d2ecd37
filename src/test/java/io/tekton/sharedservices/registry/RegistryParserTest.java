package io.tekton.sharedservices.registry;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.fail;

import io.tekton.sharedservices.json.FileFault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryParserTest {
    private static final Path FILE = Path.of("/srv/registry.json");

    private final RegistryParser parser = new RegistryParser();

    @Test
    void readsThePlatformRegistry() throws Exception {
        List<Registration> entries = parser.parse(Samples.bytes(Samples.PLATFORM), FILE);

        assertThat(entries)
                .containsExactly(
                        new Registration("apollo-ai", null, "apollo", Set.of(42714), 81233.117, FILE),
                        new Registration("Numa-ai", null, "Numa", Set.of(42801), 81240.502, FILE),
                        new Registration("hermes-ci", null, "hermes", Set.of(), 81251.9, FILE),
                        new Registration("scribe-ai", null, "scribe", Set.of(42960), 81300.0, FILE));
    }

    @Test
    void readsTheWrappedRegistry() throws Exception {
        List<Registration> entries = parser.parse(Samples.bytes(Samples.WRAPPED), FILE);

        assertThat(entries)
                .containsExactly(
                        new Registration("processor", "processor", null, Set.of(51200), null, FILE),
                        new Registration("editor", "editor", null, Set.of(51310), null, FILE));
    }

    @ParameterizedTest
    @ValueSource(strings = {Samples.PLATFORM, Samples.WRAPPED})
    void takesNoBeginningOfARegistryForARegistry(String sample) throws IOException {
        byte[] whole = Samples.bytes(sample);
        int end = new String(whole, UTF_8).stripTrailing().length();

        for (int length = 0; length < end; length++) {
            FileFault fault = fault(Arrays.copyOf(whole, length));
            assertThat(fault.isPassing()).as("prefix of %d bytes", length).isTrue();
            assertThat(fault.line()).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{`a`:{`pid`:7}} | 7",
                "{`a`:{`pid`:`7`}} | 7",
                "{`a`:{`metadata`:{`pid`:7}}} | 7",
                "{`a`:{`metadata`:{`pid`:`0007`}}} | 7",
                "{`a`:{`pid`:7,`metadata`:{`pid`:8}}} | 7 8",
                "{`a`:{`metadata`:{`x`:{`pid`:9},`pid`:8},`pid`:7,`y`:[{`pid`:9}]}} | 7 8",
                "{`a`:{`pid`:7,`metadata`:{`pid`:`7`}}} | 7",
                "{`a`:{`pid`:2147483647}} | 2147483647",
                "{`a`:{`pid`:null,`metadata`:null,`component`:null,`name`:null}} | ''",
                "{`a`:{`metadata`:{`pid`:null}}} | ''",
                "{`a`:{`port`:1}} | ''",
            })
    void findsThePidsAtTheTopAndInMetadata(String json, String pids) throws FileFault {
        List<Registration> entries = parser.parse(json.replace('`', '"').getBytes(UTF_8), FILE);

        Set<Integer> expected = pids.equals("''")
                ? Set.of()
                : new java.util.HashSet<>(
                        Arrays.stream(pids.split(" ")).map(Integer::valueOf).toList());
        assertThat(entries).singleElement().extracting(Registration::pids).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[] | 1 | 1 | an array",
                "`x` | 1 | 1 | text",
                "7 | 1 | 1 | a whole number",
                "null | 1 | 1 | null",
                "{`a`:null} | 1 | 6 | entry `a`",
                "{`a`:[]} | 1 | 6 | an array",
                "{`a`:7} | 1 | 6 | a whole number",
                "{`a`:{`metadata`:[]}} | 1 | 18 | `metadata`",
                "{`a`:{`metadata`:`x`}} | 1 | 18 | `metadata`",
                "{`a`:{`pid`:{}}} | 1 | 13 | an object",
                "{`a`:{`pid`:[7]}} | 1 | 13 | an array",
                "{`a`:{`pid`:true}} | 1 | 13 | true or false",
                "{`a`:{`pid`:7.0}} | 1 | 13 | fraction",
                "{`a`:{`pid`:7e0}} | 1 | 13 | exponent",
                "{`a`:{`pid`:0}} | 1 | 13 | 1 to 2147483647",
                "{`a`:{`pid`:-7}} | 1 | 13 | 1 to 2147483647",
                "{`a`:{`pid`:2147483648}} | 1 | 13 | 1 to 2147483647",
                "{`a`:{`pid`:18446744073709551623}} | 1 | 13 | 1 to 2147483647",
                "{`a`:{`pid`:``}} | 1 | 13 | 1 to 2147483647",
                "{`a`:{`pid`:` 7`}} | 1 | 13 | 1 to 2147483647",
                "{`a`:{`pid`:`-7`}} | 1 | 13 | 1 to 2147483647",
                "{`a`:{`pid`:`7.0`}} | 1 | 13 | 1 to 2147483647",
                "{`a`:{`pid`:`٧`}} | 1 | 13 | 1 to 2147483647",
                "{`a`:{`pid`:`none`}} | 1 | 13 | 1 to 2147483647",
                "{`a`:{`metadata`:{`pid`:`x`}}} | 1 | 25 | `metadata`, `pid`",
                "{`a`:{`component`:7}} | 1 | 19 | `component`",
                "{`a`:{`name`:[]}} | 1 | 14 | `name`",
                "{`a`:{`pid`:7},`a`:{}} | 1 | 19 | twice",
                "{`a`:{`pid`:7,`pid`:7}} | 1 | 20 | twice",
                "{`a`:{`z`:[{`b`:1,`b`:2}]}} | 1 | 22 | twice",
                "{} {} | 1 | 4 | after its end",
                "{}x | 1 | 4 | not JSON",
                "{`a`:{`pid`:NaN}} | 1 | 16 | not JSON",
                "{`a`:{`z`:Infinity}} | 1 | 19 | not JSON",
                "{`a`:{`pid`:7},} | 1 | 16 | not JSON",
                "{a:{}} | 1 | 2 | not JSON",
                "{`a`:{`pid`:7}}//x | 1 | 17 | not JSON",
                "{`a`:{`pid`:07}} | 1 | 14 | not JSON",
            })
    void refusesWhatIsNoRegistryAndNamesThePlace(String json, int line, int column, String word) {
        FileFault fault = fault(json.replace('`', '"').getBytes(UTF_8));

        assertThat(fault.problem()).contains(word.replace('`', '"'));
        assertThat(fault.line()).isEqualTo(line);
        assertThat(Math.abs(fault.column() - column))
                .as("column %d", fault.column())
                .isLessThanOrEqualTo(2);
    }

    @Test
    void namesTheLineAndColumnOfAFaultFurtherDown() {
        FileFault fault = fault("{\n \"a\": {\"pid\": 7},\r\n \"é😀\": {\"pid\": []}\n}".getBytes(UTF_8));

        assertThat(List.of(fault.line(), fault.column())).containsExactly(3, 17);
    }

    @Test
    void refusesABlankFile() {
        assertThat(fault(new byte[0]).problem()).contains("empty");
        assertThat(fault("  \n ".getBytes(UTF_8)).problem()).contains("empty");
    }

    @Test
    void refusesWhatJsonParsersTakeWithoutAWord() {
        assertThat(fault("\ufeff{}".getBytes(UTF_8)).problem()).contains("byte order mark");
        assertThat(fault("{}".getBytes(UTF_16LE)).problem()).contains("not JSON");
        assertThat(fault("\ufeff{}".getBytes(UTF_16LE)).problem()).contains("not UTF-8");
        assertThat(fault("{}\0\0\0".getBytes(UTF_8)).problem()).contains("not JSON");
        assertThat(fault("\0\0\0{}".getBytes(UTF_8)).problem()).contains("not JSON");
        assertThat(fault(new byte[64]).problem()).contains("not JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c3", "c0 af", "ed a0 80", "f4 90 80 80", "e2 82", "80"})
    void refusesWhatIsNotUtf8AndNamesThePlace(String hex) {
        byte[] bad = new byte[hex.split(" ").length];
        for (int i = 0; i < bad.length; i++) {
            bad[i] = (byte) Integer.parseInt(hex.split(" ")[i], 16);
        }
        byte[] bytes = joined("{\n \"é😀".getBytes(UTF_8), bad, "\": {}}".getBytes(UTF_8));

        FileFault fault = fault(bytes);

        assertThat(fault.problem()).contains("not UTF-8");
        assertThat(List.of(fault.line(), fault.column())).containsExactly(2, 6);
    }

    @Test
    void refusesWhatIsNestedTooDeep() {
        String deep = "{\"a\":{\"z\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}}";

        assertThat(fault(deep.getBytes(UTF_8)).problem()).contains("nested deeper than 200");
    }

    @Test
    void letsNoValueOfTheFileIntoAMessage() {
        for (String json : List.of(
                "{\"a\":{\"pid\":\"sk-secret\"}}",
                "{\"a\":{\"pid\":sk-secret}}",
                "{\"a\":{\"token\":\"sk-secret\" sk-secret}}",
                "{\"a\":{\"z\":\"sk-secret",
                "{\"a\":{\"component\":[\"sk-secret\"]}}",
                "{\"a\":{\"sk-secret\":1,\"sk-secret\":2}}")) {
            assertThat(fault(json.getBytes(UTF_8)).problem()).doesNotContain("secret");
        }
    }

    @Test
    void escapesWhatATerminalWouldObeyAndCutsWhatIsLong() {
        String id = "\\u001b[2J\\u202e\\n" + "x".repeat(10_000);

        String problem = fault(("{\"" + id + "\":7}").getBytes(UTF_8)).problem();

        assertThat(problem).contains("\\x1b[2J\\u{202e}\\nxxx").hasSizeLessThan(300);
    }

    @Test
    void takesATimeOfRegistrationThatIsNoNumberForNone() throws FileFault {
        List<Registration> entries = parser.parse(
                "{\"a\":{\"registered_at\":\"x\",\"port\":1},\"b\":{\"registered_at\":null},\"c\":{\"registered_at\":1e999999999}}"
                        .getBytes(UTF_8),
                FILE);

        assertThat(entries).hasSize(3).allSatisfy(entry -> {
            assertThat(entry.registeredAt()).isNull();
            assertThat(entry.pids()).isEmpty();
        });
    }

    @Test
    void survivesAnyMutationAndNeverLosesAllEntriesWithoutAWord() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] whole = Samples.bytes(Samples.PLATFORM);
        for (int round = 0; round < 20_000; round++) {
            byte[] mutated = whole.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            try {
                List<Registration> entries = parser.parse(mutated, FILE);
                assertThat(entries).as("seed %d, round %d", seed, round).isNotEmpty();
            } catch (FileFault expected) {
                assertThat(expected.problem()).isNotBlank();
            } catch (RuntimeException e) {
                fail("seed " + seed + ", round " + round, e);
            }
        }
    }

    private FileFault fault(byte[] bytes) {
        FileFault fault = catchThrowableOfType(FileFault.class, () -> parser.parse(bytes, FILE));
        assertThat(fault).as(() -> "fault of " + new String(bytes, UTF_8)).isNotNull();
        return fault;
    }

    private static byte[] joined(byte[]... parts) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        Arrays.stream(parts).forEach(out::writeBytes);
        return out.toByteArray();
    }
}
