package io.tekton.sharedservices.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsManPageTest {
    private static final Pattern KEY = Pattern.compile("(?m)^#?((?:[a-z]+-)?[a-z]+\\.[a-z.-]+) = ");

    private static String page() throws IOException {
        return SettingsManPage.of("1.2.3", "2026-01-31", Files.readString(Path.of("docs/settings.md")));
    }

    @Test
    void everySettingOfTheFileIsInItWithItsDefault() throws IOException {
        List<String> keys = KEY.matcher(Files.readString(Path.of("quartz.properties")))
                .results()
                .map(found -> found.group(1))
                .filter(key -> !key.startsWith("org.quartz."))
                .toList();

        assertThat(keys).contains("web.public-url", "orphan-cleanup.min-age");
        String page = page();
        for (String key : keys) {
            String family = key.replaceFirst("(\\.(match|protect|owner)|^redact)\\..*", "$1.NAME");
            assertThat(page).contains("\\fB" + family.replace("-", "\\-") + "\\fR");
        }
        assertThat(page)
                .contains("\\fBorphan\\-cleanup.min\\-age\\fR\nA younger process is never an orphan.\n.br\n"
                        + "Default: \\fB2h\\fR.\n");
    }

    @Test
    void noMarkdownIsLeft() throws IOException {
        assertThat(page()).doesNotContain("`", "](", "| ");
        assertThat(Pattern.compile("docs/[A-Za-z/]+\\.md")
                        .matcher(page())
                        .results()
                        .map(MatchResult::group))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(Path.of(file)).exists());
    }

    @Test
    void aTableOfAnotherFormIsRefused() {
        String head = "# Settings\n\n| key | default | meaning |\n|---|---|---|\n";

        assertThatThrownBy(() -> SettingsManPage.of("1", "2026-01-31", head + "| `a` | `1` | x | y |"))
                .hasMessageContaining("three cells");
        assertThatThrownBy(() -> SettingsManPage.of("1", "2026-01-31", "# Settings\n\nNo table."))
                .hasMessageContaining("no table");
    }

    @Test
    void mandocFindsNoFault(@TempDir Path folder) throws Exception {
        Mandoc.findsNoFault(Files.writeString(folder.resolve("shared-services.5"), page()));
    }
}
