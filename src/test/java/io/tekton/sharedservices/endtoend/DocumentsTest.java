package io.tekton.sharedservices.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README, the manual and the decisions: links lead somewhere, numbers have no gaps, the tables are complete. */
class DocumentsTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern DECISION = Pattern.compile("(?i)\\bdecisions? (\\d+)");
    private static final Pattern SETTING = Pattern.compile("(?m)^#((?:[a-z]+-)?[a-z]+\\.[a-z.-]+) = ");

    @Test
    void everyLinkLeadsToAFileAndAHeading() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            for (String target : found(LINK, Files.readString(document))) {
                if (!target.startsWith("http") && !leadsSomewhere(document, target)) {
                    broken.add(document + ": " + target);
                }
            }
        }

        assertThat(broken).isEmpty();
    }

    @Test
    void decisionsAreNumberedWithoutAGap() throws IOException {
        List<Path> decisions = decisions();

        assertThat(decisions)
                .map(file -> file.getFileName().toString().substring(0, 4))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, decisions.size())
                        .mapToObj("%04d"::formatted)
                        .toList());
    }

    @Test
    void decisionsHaveOneForm() throws IOException {
        for (Path file : decisions()) {
            String text = Files.readString(file);

            assertThat(text)
                    .as(file.toString())
                    .startsWith("# " + file.getFileName().toString().substring(0, 4) + ". ")
                    .containsOnlyOnce("\n## Decision\n");
        }
    }

    @Test
    void aDecisionIsNamedByTheFourDigitsOfOneThatExists() throws IOException {
        List<String> known = decisions().stream()
                .map(file -> file.getFileName().toString().substring(0, 4))
                .toList();

        for (Path document : documents()) {
            assertThat(found(DECISION, Files.readString(document)))
                    .as(document.toString())
                    .allMatch(known::contains);
        }
    }

    @Test
    void theTableOfSettingsHasEverySettingOfTheFile() throws IOException {
        String table = Files.readString(Path.of("docs/settings.md"));
        List<String> settings = found(SETTING, Files.readString(Path.of("quartz.properties"))).stream()
                .filter(key -> !key.startsWith("org.quartz."))
                .toList();

        assertThat(settings)
                .contains("orphan-cleanup.min-age", "registry.files")
                .hasSizeGreaterThan(25);
        assertThat(settings)
                .map(key -> key.replaceAll("^(orphan-cleanup\\.(?:match|protect|owner)|redact)\\..*", "$1.NAME"))
                .allMatch(key -> table.contains("`" + key + "`"));
    }

    @Test
    void theReadmeIsShortAndHasTheTwoFirstCommands() throws IOException {
        List<String> readme = Files.readAllLines(Path.of("README.md"));

        assertThat(readme).hasSizeLessThan(160).contains("    bin/shared-services demo", "    mvn verify");
    }

    private static boolean leadsSomewhere(Path document, String target) throws IOException {
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty()
                ? document
                : document.resolveSibling(parts[0]).normalize();
        return Files.exists(file) && (parts.length == 1 || headings(file).contains(parts[1]));
    }

    /** As GitHub makes anchors of headings. */
    private static List<String> headings(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> manual = Files.walk(Path.of("docs"));
                Stream<Path> top = Files.list(Path.of(""))) {
            return Stream.concat(manual, top)
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
        }
    }

    private static List<Path> decisions() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("docs/decisions"))) {
            return files.filter(file -> file.getFileName().toString().matches("\\d.*"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).toList();
    }
}
