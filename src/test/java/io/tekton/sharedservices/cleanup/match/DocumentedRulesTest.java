package io.tekton.sharedservices.cleanup.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What people read about the rules is what the program does. */
class DocumentedRulesTest {
    private static final Pattern RULE =
            Pattern.compile("(?m)^(?:#     |#)?orphan-cleanup\\.(match|protect)\\.([\\w-]+) = (.+)$");

    @Test
    void theDefaultRulesAreInTheDocumentAndInTheSettingsFile() throws IOException {
        for (Path file : List.of(Path.of("docs/rules.md"), Path.of("quartz.properties"))) {
            List<String> lines = Files.readAllLines(file);
            String mark = file.endsWith("quartz.properties") ? "#" : "";

            for (Map.Entry<String, String> rule : Rules.DEFAULTS.entrySet()) {
                assertThat(lines).contains(mark + "orphan-cleanup.match." + rule.getKey() + " = " + rule.getValue());
            }
        }
    }

    @Test
    void theBuiltInProtectionsAreInTheDocumentAndInTheSettingsFile() throws IOException {
        for (Path file : List.of(Path.of("docs/rules.md"), Path.of("quartz.properties"))) {
            List<String> lines = Files.readAllLines(file);
            String mark = file.endsWith("quartz.properties") ? "#" : "";

            for (Map.Entry<String, String> rule : Protections.DEFAULTS.entrySet()) {
                assertThat(lines).contains(mark + "orphan-cleanup.protect." + rule.getKey() + " = " + rule.getValue());
            }
        }
    }

    @Test
    void everyExampleIsARule() throws IOException {
        int examples = 0;
        for (Path file : List.of(Path.of("docs/rules.md"), Path.of("quartz.properties"))) {
            Matcher matcher = RULE.matcher(Files.readString(file));
            while (matcher.find()) {
                String text = matcher.group(3);
                if (!text.equals("off")) {
                    Rule rule = matcher.group(1).equals("match")
                            ? RuleParser.match(matcher.group(2), text)
                            : RuleParser.protect(matcher.group(2), text);
                    assertThat(rule.conditions()).isNotEmpty();
                    examples++;
                }
            }
        }
        assertThat(examples).isGreaterThanOrEqualTo(2 * Rules.DEFAULTS.size() + 4);
    }
}
