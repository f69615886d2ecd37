package io.tekton.sharedservices.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tekton.sharedservices.files.FileTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    private enum Missing {
        REFUSE,
        TAKE_AS_EMPTY
    }

    @TempDir
    Path temp;

    private Path file;
    private final SettingsLayers.Builder layers = SettingsLayers.builder();

    @BeforeEach
    void resolveTheFolder() throws IOException {
        file = temp.toRealPath().resolve("quartz.properties");
    }

    @Test
    void readsEveryType() throws IOException {
        SettingsReader reader = reader(
                "t=90m",
                "i=-3",
                "b=true",
                "e=take-as-empty",
                "s = some text ",
                "l= a , b",
                "p=~/x",
                "r=$TEKTON_ROOT/c",
                "v=ab");

        assertThat(reader.duration("t", HOUR, HOUR, DAY)).isEqualTo(Duration.ofMinutes(90));
        assertThat(reader.integer("i", 1, -5, 5)).isEqualTo(-3);
        assertThat(reader.bool("b", false)).isTrue();
        assertThat(reader.oneOf("e", Missing.REFUSE)).isEqualTo(Missing.TAKE_AS_EMPTY);
        assertThat(reader.text("s", "other")).isEqualTo("some text");
        assertThat(reader.list("l", List.of())).containsExactly("a", "b");
        assertThat(reader.path("p", Path.of("/d"), Path.of("/base"))).isEqualTo(Path.of("/home/op/x"));
        assertThat(reader.optionalPath("r", Path.of("/base"))).contains(Path.of("/srv/tekton/c"));
        assertThat(reader.value("v", "abc", String::length)).isEqualTo(2);
        assertThat(reader.finish().inForce())
                .extracting(s -> s.key() + "=" + s.value())
                .containsExactlyInAnyOrder(
                        "t=1h30m",
                        "i=-3",
                        "b=true",
                        "e=take-as-empty",
                        "s=some text",
                        "l=a, b",
                        "p=/home/op/x",
                        "r=/srv/tekton/c",
                        "v=ab");
    }

    @Test
    void givesTheDefaultWhereNobodySaysOtherwise() {
        SettingsReader reader = reader();

        assertThat(reader.duration("t", HOUR, HOUR, DAY)).isEqualTo(HOUR);
        assertThat(reader.optionalValue("o", Values.duration(HOUR, DAY))).isEmpty();
        assertThat(reader.list("l", List.of())).isEmpty();
        assertThat(reader.value("v", "forever", Function.identity())).isEqualTo("forever");
        assertThat(reader.optionalValue("w", Function.identity())).isEmpty();
        assertThat(reader.finish().inForce())
                .containsExactlyInAnyOrder(
                        new SettingInForce("t", "1h", new Origin.Default()),
                        new SettingInForce("o", null, new Origin.Default()),
                        new SettingInForce("l", "", new Origin.Default()),
                        new SettingInForce("v", "forever", new Origin.Default()),
                        new SettingInForce("w", null, new Origin.Default()));
    }

    @Test
    void takesOptionsBeforeVariablesBeforeTheFile() throws IOException {
        layers.environment(Map.of("SHARED_SERVICES_A_B_C", "2", "SHARED_SERVICES_D", "2"))
                .option("--abc", "a.b-c", "3");
        SettingsReader reader = reader("a.b-c=1", "d=1", "e=1");

        assertThat(reader.integer("a.b-c", 0, 0, 9)).isEqualTo(3);
        assertThat(reader.integer("d", 0, 0, 9)).isEqualTo(2);
        assertThat(reader.integer("e", 0, 0, 9)).isEqualTo(1);
        assertThat(reader.finish().inForce())
                .extracting(s -> s.key() + " " + s.origin().text())
                .containsExactly("a.b-c option --abc", "d SHARED_SERVICES_D", "e " + file + ":3");
    }

    @Test
    void reportsAllProblemsAtOnceSortedByLine() throws IOException {
        layers.environment(Map.of("SHARED_SERVICES_WEB_PORT", "70000"))
                .set("b=perhaps")
                .set("nonsense");
        SettingsReader reader =
                reader("# first", "t=5", "i=x", "unknown=1", "t=6h", "", "wbe.port=1", "e=maybe", "empty=", "short=5s");
        // read in another order than the file's
        reader.oneOf("e", Missing.REFUSE);
        reader.bool("b", true);
        reader.integer("i", 1, 0, 9);
        reader.duration("t", HOUR, HOUR, DAY);
        reader.duration("short", HOUR, HOUR, DAY);
        reader.integer("web.port", 8377, 0, 65_535);
        reader.text("empty", "x");

        SettingsException thrown = catchThrowableOfType(SettingsException.class, reader::finish);

        assertThat(thrown.getMessage().lines())
                .containsExactly(
                        file
                                + ":2: t = 5: has no unit; allowed: a whole number with ms, s, m, h or d, such as "
                                + "90s, 30m, 2h"
                                + " or 7d",
                        file + ":3: i = x: is not a whole number; allowed: a whole number from 0 to 9",
                        file + ":4: unknown = 1: is not a known key; allowed: the keys that \"config\" lists",
                        file + ":5: t = 6h: is set twice, in line 2 and in line 5; allowed: one line a key",
                        file + ":7: wbe.port = 1: is not a known key; allowed: web.port (the nearest)",
                        file + ":8: e = maybe: is none of the words known here; allowed: refuse, take-as-empty",
                        file + ":9: empty: has no value; allowed: a value; to get the default, leave the key out",
                        file + ":10: short = 5s: is too short; allowed: a duration from 1h to 1d",
                        "SHARED_SERVICES_WEB_PORT: web.port = 70000: is too large;"
                                + " allowed: a whole number from 0 to 65535",
                        "option --set: --set = nonsense: has no key and value; allowed: KEY=VALUE",
                        "option --set: b = perhaps: is neither true nor false; allowed: true or false");
        assertThat(thrown.problems()).hasSize(11);
    }

    @Test
    void judgesAValueAlsoWhereAnotherLayerOverridesIt() throws IOException {
        layers.set("i=3");
        SettingsReader reader = reader("i=x");

        assertThat(reader.integer("i", 1, 0, 9)).isEqualTo(3);
        assertThatThrownBy(reader::finish).hasMessageContaining(":1: i = x: is not a whole number");
    }

    @Test
    void saysOfANumberOfAnyLengthThatItIsTooLarge() throws IOException {
        SettingsReader reader =
                reader("i=99999999999999999999", "j=-99999999999999999999", "k=00000000000000000000007");

        reader.integer("i", 1, 0, 9);
        reader.integer("j", 1, 0, 9);
        assertThat(reader.integer("k", 1, 0, 9)).isEqualTo(7);
        assertThatThrownBy(reader::finish)
                .hasMessageContaining("i = 99999999999999999999: is too large; allowed: a whole number from 0 to 9")
                .hasMessageContaining("j = -99999999999999999999: is too small; allowed: ");
    }

    @Test
    void namesHoursOnlyForAnOptionWhoseBareNumberMeansThem() throws IOException {
        layers.option("--min-age", "t", "5x").option("--grace", "g", "5x");
        SettingsReader reader = reader();

        reader.duration("t", HOUR, HOUR, DAY);
        reader.duration("g", HOUR, HOUR, DAY);

        assertThatThrownBy(reader::finish)
                .hasMessageContaining("2h or 7d, or a number alone, which means hours, such as 4 or 1.5")
                .hasMessageEndingWith(
                        "g = 5x: is not a duration; allowed: a whole number with ms, s, m, h or d, such as"
                                + " 90s, 30m, 2h or 7d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRUE", "yes", "1", "on", "truefalse"})
    void takesOnlyTrueAndFalse(String value) throws IOException {
        SettingsReader reader = reader("b=" + value);

        reader.bool("b", false);

        assertThatThrownBy(reader::finish).hasMessageContaining("allowed: true or false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999999999999999", "2147483648", "1.0", "0x1", "1e3", "١"})
    void takesOnlyWholeNumbersInRange(String value) throws IOException {
        SettingsReader reader = reader("i=" + value);

        reader.integer("i", 1, 0, Integer.MAX_VALUE);

        assertThatThrownBy(reader::finish).hasMessageContaining("allowed: a whole number from 0 to 2147483647");
    }

    @Test
    void refusesEmptyEntriesAndControlCharacters() throws IOException {
        SettingsReader reader = reader("l=a,,b", "s=a\\u001b[31mb");
        reader.list("l", List.of());
        reader.text("s", "");

        assertThatThrownBy(reader::finish)
                .hasMessageContaining(":1: l = a,,b: has an empty entry")
                .hasMessageContaining(":2: s = a\\x1b[31mb: holds a control character");
    }

    @Test
    void letsARoomReadItsOwnTypeAndSayWhatIsWrong() throws IOException {
        SettingsReader reader = reader("v=x", "w=y");
        reader.value("v", "6h", text -> {
            if (text.equals("x")) {
                throw new IllegalArgumentException("a quote is not closed");
            }
            return text;
        });
        reader.optionalValue("w", text -> {
            throw new InvalidValueException("fires too often", "at least 1h apart");
        });

        assertThatThrownBy(reader::finish)
                .hasMessageContaining("v = x: a quote is not closed\n")
                .hasMessageContaining("w = y: fires too often; allowed: at least 1h apart");
    }

    @Test
    void letsARoomReportAContradictionWithItsOrigin() throws IOException {
        SettingsReader reader = reader("grace=3h");
        reader.duration("grace", HOUR, HOUR, DAY);
        reader.problem("grace", "is longer than the interval of 2h", "at most the interval");

        assertThatThrownBy(reader::finish)
                .hasMessage(file + ":1: grace = 3h: is longer than the interval of 2h; allowed: at most the interval");
    }

    @Test
    void takesADefaultThatFailsItsOwnCheckForAMistakeOfTheProgram() {
        SettingsReader reader = reader();

        assertThatThrownBy(() -> reader.integer("i", 10, 0, 9)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> reader.value("v", "x", Integer::valueOf)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void namesTheNearestKeyAndTheNearestVariable() throws IOException {
        layers.environment(Map.of(
                        "SHARED_SERVICES_ORPHAN_CLEANUP_MINAGE", "2h",
                        "SHARED_SERVICES_CONFG", "x",
                        "SHARED_SERVICES_ORPHAN_CLEANUP_MATHC_X", "y",
                        "SHARED_SERVICES_JAVA_OPTIONS", "-Xmx64m",
                        "SHARED_SERVICES_STATE", "/s",
                        "SHARED_SERVICES_UNSET", "",
                        "OTHER_VARIABLE", "z"))
                .set("min-age=1h");
        SettingsReader reader = reader("orphan-cleanup.min_age=2h", "orphan-cleanup.mtach.apollo=x", "=y");
        reader.duration("orphan-cleanup.min-age", HOUR, HOUR, DAY);
        reader.map("orphan-cleanup.match.", Map.of(), (name, text) -> text);

        SettingsException thrown = catchThrowableOfType(SettingsException.class, reader::finish);

        assertThat(thrown.problems())
                .extracting(p -> p.key() + " -> " + p.allowed())
                .containsExactly(
                        "orphan-cleanup.min_age -> orphan-cleanup.min-age (the nearest)",
                        "orphan-cleanup.mtach.apollo -> orphan-cleanup.match.apollo (the nearest)",
                        " -> the keys that \"config\" lists",
                        "SHARED_SERVICES_CONFG -> SHARED_SERVICES_CONFIG (the nearest)",
                        "SHARED_SERVICES_ORPHAN_CLEANUP_MATHC_X -> SHARED_SERVICES_ORPHAN_CLEANUP_MATCH_X (the nearest)",
                        "SHARED_SERVICES_ORPHAN_CLEANUP_MINAGE -> SHARED_SERVICES_ORPHAN_CLEANUP_MIN_AGE (the nearest)",
                        "min-age -> orphan-cleanup.min-age (the nearest)");
    }

    @Test
    void keepsTheOrderOfAGroupAndOverridesInPlace() throws IOException {
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("specialist", "default 1");
        defaults.put("launcher", "default 2");
        layers.environment(Map.of(
                        "SHARED_SERVICES_G_ZZ_TOP", "variable z",
                        "SHARED_SERVICES_G_ANOTHER", "variable a",
                        "SHARED_SERVICES_G_V1_X", "variable over file"))
                .set("g.last=option")
                .set("g.specialist=option over default");
        SettingsReader reader =
                reader("g.zeta=file 1", "g.launcher=file over default", "g.v1.x=file 2", "g.alpha=file 3");

        Map<String, String> group = reader.map("g.", defaults, (name, text) -> name + ": " + text);
        Settings settings = reader.finish();

        assertThat(group.values())
                .containsExactly(
                        "specialist: option over default",
                        "launcher: file over default",
                        "zeta: file 1",
                        "v1.x: variable over file",
                        "alpha: file 3",
                        "another: variable a",
                        "zz-top: variable z",
                        "last: option");
        assertThat(settings.inForce())
                .extracting(SettingInForce::key)
                .startsWith("g.specialist", "g.launcher", "g.zeta");
    }

    @Test
    void reportsABadEntryOfAGroupAndABadName() throws IOException {
        SettingsReader reader = reader("g.a=1", "g.b=x", "g.=1", "g.c d=1", "g.e\\ f=2");
        reader.map("g.", Map.of(), (name, text) -> Values.integer(0, 9).apply(text));

        assertThatThrownBy(reader::finish)
                .hasMessageContaining(":2: g.b = x: is not a whole number")
                .hasMessageContaining(":3: g. = 1: has no usable name behind the prefix")
                .hasMessageContaining(":5: g.e f = 2: has no usable name behind the prefix");
    }

    @Test
    void refusesAVariableThatCouldMeanTwoEntriesOfAGroup() throws IOException {
        layers.environment(Map.of("SHARED_SERVICES_G_A_B", "1"));
        SettingsReader reader = reader("g.a.b=1", "g.a-b=1");
        reader.map("g.", Map.of(), (name, text) -> text);

        assertThatThrownBy(reader::finish).hasMessageContaining("could mean g.a.b or g.a-b");
    }

    @Test
    void letsOnlyListedEngineKeysThrough() throws IOException {
        List<EngineKey> allowed = List.of(
                new EngineKey("org.quartz.threadPool.threadCount", "3", Values.integer(1, 16)),
                new EngineKey("org.quartz.threadPool.threadPriority", null, Values.integer(1, 10)));
        layers.environment(Map.of("SHARED_SERVICES_ORG_QUARTZ_THREADPOOL_THREADCOUNT", "5"));
        SettingsReader good = reader();

        assertThat(good.engineKeys("org.quartz.", allowed)).isEqualTo(Map.of("org.quartz.threadPool.threadCount", "5"));
        good.finish();

        SettingsReader bad = reader(
                "org.quartz.threadPool.class=evil.Pool",
                "org.quartz.plugin.x.class=evil.Plugin",
                "org.quartz.scheduler.rmi.export=true",
                "org.quartz.threadPool.threadPriority=11");
        bad.engineKeys("org.quartz.", allowed);
        assertThatThrownBy(bad::finish)
                .hasMessageContaining(
                        ":1: org.quartz.threadPool.class = evil.Pool: names a class, which no setting may")
                .hasMessageContaining(":2: org.quartz.plugin.x.class = evil.Plugin: names a class")
                .hasMessageContaining(":3: org.quartz.scheduler.rmi.export = true: is not among the engine's keys"
                        + " that may be set; allowed: org.quartz.threadPool.threadCount, ")
                .hasMessageContaining(":4: org.quartz.threadPool.threadPriority = 11: is too large");
    }

    @Test
    void refusesAKeyThatTheCommandLineGivesTwoValues() {
        layers.set("a=1")
                .set("a=1")
                .option("--b", "b", "1")
                .set("b=2")
                .set("web.token=s3cret")
                .set("web.token=t0ken");
        SettingsReader reader = reader();
        reader.integer("a", 0, 0, 9);
        reader.integer("b", 0, 0, 9);
        reader.optionalText("web.token");

        SettingsException thrown = catchThrowableOfType(SettingsException.class, reader::finish);

        assertThat(thrown.getMessage().lines())
                .containsExactly(
                        "option --set: b = 2: contradicts option --b, which says 1; allowed: one value a key",
                        "option --set: web.token = ***: contradicts option --set, which says ***;"
                                + " allowed: one value a key");
    }

    @Test
    void masksSecretsInMessagesListingsAndDifferences() throws IOException {
        layers.set("web.api-key=hunter2");
        SettingsReader bad =
                reader("password=hunter2", "my.token=hunter2", "url=http://u:hunter2@host/", "k=sk-hunter2hunter2");
        bad.optionalValue("my.token", text -> {
            throw new IllegalArgumentException("not " + text);
        });
        bad.value("web.api-key", "", text -> {
            if (text.isEmpty()) {
                return text;
            }
            throw new InvalidValueException("is not as good as " + text, "better than " + text);
        });
        assertThatThrownBy(bad::finish)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));

        Settings one = tokenIs("hunter2");
        Settings two = tokenIs("hunter3");
        assertThat(one.inForce()).extracting(SettingInForce::value).containsExactly("***");
        assertThat(one.difference(two))
                .containsExactly(new SettingChange("token", "***", "***", new Origin.Option("--set")));
        assertThat(one.difference(one)).isEmpty();
    }

    private Settings tokenIs(String token) {
        SettingsReader reader = new SettingsReader(
                SettingsLayers.builder().set("token=" + token).build(), places());
        reader.optionalText("token");
        return reader.finish();
    }

    @Test
    void reportsWhatAReloadWouldChange() throws IOException {
        Settings before = gAndT("t=120m", "g.a=1", "g.b=2");
        Settings after = gAndT("t=2h", "g.b=3", "g.c=4");

        assertThat(before.difference(after))
                .containsExactly(
                        new SettingChange("g.a", "1", null, new Origin.Default()),
                        new SettingChange("g.b", "2", "3", new Origin.InFile(file, 2)),
                        new SettingChange("g.c", null, "4", new Origin.InFile(file, 3)));
    }

    private Settings gAndT(String... lines) throws IOException {
        Files.writeString(file, String.join("\n", lines));
        Files.setAttribute(file, "unix:mode", 0600);
        SettingsReader reader = new SettingsReader(
                SettingsLayers.builder().file(file, FileTrust.ofThisUser()).build(), places());
        reader.duration("t", HOUR, HOUR, DAY);
        reader.map("g.", Map.of(), (name, text) -> text);
        return reader.finish();
    }

    @Test
    void listsSectionsByNameAndTheEngineLast() {
        SettingsReader reader = reader();
        reader.integer("org.quartz.threadPool.threadCount", 1, 0, 9);
        reader.integer("web.port", 1, 0, 9);
        reader.integer("audit.z", 1, 0, 9);
        reader.integer("audit.a", 1, 0, 9);

        assertThat(reader.finish().inForce())
                .extracting(SettingInForce::key)
                .containsExactly("audit.z", "audit.a", "web.port", "org.quartz.threadPool.threadCount");
    }

    @Test
    void handsWarningsOn() {
        SettingsReader reader = reader();
        reader.warning("the registry is far away");

        assertThat(reader.finish().warnings()).containsExactly("the registry is far away");
    }

    @Test
    void handsTheFaultsOfAnUntrustedFileOnWithAllOthers() throws IOException {
        layers.set("i=x");
        Files.writeString(file, "i=1");
        Files.setAttribute(file, "unix:mode", 0602);
        SettingsReader reader =
                new SettingsReader(layers.file(file, FileTrust.ofThisUser()).build(), places());
        reader.integer("i", 1, 0, 9);

        assertThatThrownBy(reader::finish)
                .hasMessageContaining(
                        file + ": is not safe to use: " + file + " may be written by everybody; fix it with: chmod")
                .hasMessageContaining("option --set: i = x");
    }

    private SettingsReader reader() {
        return new SettingsReader(layers.build(), places());
    }

    private SettingsReader reader(String... lines) throws IOException {
        Files.writeString(file, String.join("\n", lines));
        Files.setAttribute(file, "unix:mode", 0600);
        layers.file(file, FileTrust.ofThisUser());
        return reader();
    }

    private static Places places() {
        return Places.of(
                Map.of("HOME", "/home/op", "TEKTON_ROOT", "/srv/tekton"),
                null,
                null,
                Path.of("/opt/ss"),
                Path.of("/work"));
    }
}
