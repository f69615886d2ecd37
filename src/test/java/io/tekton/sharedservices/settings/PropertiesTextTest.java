package io.tekton.sharedservices.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.text.PrintableText;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PropertiesTextTest {

    private static final Path FILE = Path.of("/etc/quartz.properties");

    @Test
    void givesEachSettingTheLineOnWhichItStarts() {
        String text = "# comment\n! another\n\na = 1\nb:2\r\nc 3\\\n   and 4\r  d=5\n\\\ne=6\nf\ng=\\\\\nh";

        List<GivenSetting> settings = PropertiesText.parse(FILE, text).settings();

        assertThat(settings)
                .extracting(s -> s.key() + "=" + s.value() + "@" + s.origin().text())
                .containsExactly(
                        "a=1@/etc/quartz.properties:4",
                        "b=2@/etc/quartz.properties:5",
                        "c=3and 4@/etc/quartz.properties:6",
                        "d=5@/etc/quartz.properties:8",
                        "e=6@/etc/quartz.properties:9",
                        "f=@/etc/quartz.properties:11",
                        "g=\\@/etc/quartz.properties:12",
                        "h=@/etc/quartz.properties:13");
    }

    @Test
    void namesBothLinesOfAKeyThatComesTwice() {
        PropertiesText.Parsed parsed = PropertiesText.parse(FILE, "a=1\nb=2\na=1\n");

        assertThat(parsed.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.origin()).isEqualTo(new Origin.InFile(FILE, 3));
            assertThat(problem.what()).isEqualTo("is set twice, in line 1 and in line 3");
        });
    }

    @Test
    void seesThatTwoSpellingsAreOneKey() {
        assertThat(PropertiesText.parse(FILE, "ab=1\n\\u0061\\\n b=2").problems())
                .hasSize(1);
    }

    @Test
    void namesTheLineOfAMalformedEscapeAndReadsOn() {
        PropertiesText.Parsed parsed = PropertiesText.parse(FILE, "a=1\nb=\\u12g4\nc=\\u00e4\nd=\\u1");

        assertThat(parsed.settings()).extracting(GivenSetting::value).containsExactly("1", "ä");
        assertThat(parsed.problems())
                .extracting(problem -> problem.origin().text())
                .containsExactly("/etc/quartz.properties:2", "/etc/quartz.properties:4");
    }

    @Test
    void refusesAnEscapedNul() {
        assertThat(PropertiesText.parse(FILE, "a=x\\u0000y").problems())
                .extracting(Problem::what)
                .containsExactly("contains a NUL character");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\\\n\n#x",
                "\\\n#x=1",
                "a=b\\",
                "a=b\\\n",
                "a\\ b\\=c\\:d = e",
                "a=\\\n\\\n\\\nb",
                " =x",
                ":",
                "a=b\\\\\nc",
                "a=b\\\\\\\nc",
                "#c\\\na=1",
                "a=1\\\n#b=2",
                "a=1\\\r\n!b=2\r\nc",
                "\f\t a\f:\t=b",
                "a\tb=c",
                "a= \\\n",
                "a:=b",
                "a \\\n = b",
                "\\#a=1",
                "\\!=x"
            })
    void readsCornerCasesAsPropertiesDoes(String text) throws IOException {
        assertThat(ours(text)).isEqualTo(theirs(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\", "\\\n", " \\\r\n", "\\\n  \\\n\t", "\\\r\\"})
    void readsNothingFromContinuedEmptyLines(String text) {
        assertThat(PropertiesText.parse(FILE, text)).isEqualTo(new PropertiesText.Parsed(List.of(), List.of()));
    }

    @Test
    void readsALongContinuationInBoundedTimeAndDepth() {
        String text = "a=" + "\\\n".repeat(500_000) + "b";

        assertThat(PropertiesText.parse(FILE, text).settings())
                .containsExactly(new GivenSetting("a", "b", new Origin.InFile(FILE, 1)));
    }

    @Test
    void readsAnythingAsPropertiesDoes() throws IOException {
        long seed = new Random().nextLong();
        System.out.println("PropertiesTextTest.readsAnythingAsPropertiesDoes: seed " + seed);
        Random random = new Random(seed);
        String alphabet = "ab#!=: \t\f\\\\\\\n\n\r\r\nä0";

        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(30), 0, alphabet.length()).forEach(at -> text.append(alphabet.charAt(at)));
            // how Properties reads a last line of nothing but a backslash depends on how that line ends
            boolean endsInBackslash = text.toString().stripTrailing().endsWith("\\");
            String whole = text + (endsInBackslash || random.nextBoolean() ? "\nz" : "");

            assertThat(ours(whole)).as("text %s", PrintableText.escaped(whole)).isEqualTo(theirs(whole));
        }
    }

    /** With Properties, the last value of a key applies; here a repeated key is a fault that carries the value. */
    private static Map<String, String> ours(String text) {
        PropertiesText.Parsed parsed = PropertiesText.parse(FILE, text);
        Map<String, String> read = new LinkedHashMap<>();
        parsed.settings().forEach(s -> read.put(s.key(), s.value()));
        parsed.problems().forEach(p -> read.put(p.key(), p.value()));
        return read;
    }

    private static Map<String, String> theirs(String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        Map<String, String> read = new HashMap<>();
        properties
                .stringPropertyNames()
                .forEach(key -> read.put(key, properties.getProperty(key).strip()));
        return read;
    }
}
