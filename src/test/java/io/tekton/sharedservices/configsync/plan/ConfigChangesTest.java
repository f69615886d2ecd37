package io.tekton.sharedservices.configsync.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.json.JsonText;
import io.tekton.sharedservices.registry.PlatformEntry;
import io.tekton.sharedservices.registry.Registration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfigChangesTest {
    private static ConfigDocument document(String text) {
        byte[] bytes = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return ConfigDocument.read(bytes).orElseThrow();
    }

    private static List<ConfigChange> between(String before, String after) {
        return ConfigChanges.between(
                document("{'ai_specialists':{" + before + "}}"), document("{'ai_specialists':{" + after + "}}"));
    }

    @Test
    void areWhatCameWhatWentAndWhatHasAnotherValue() {
        assertThat(between("'a':{'port':1,'x':2,'same':1.0}", "'a':{'port':3,'y':4,'same':1}"))
                .containsExactly(
                        new ConfigChange("a", "port", "1", "3"),
                        new ConfigChange("a", "y", null, "4"),
                        new ConfigChange("a", "x", "2", null));
        assertThat(between("'a':{'m':{'p':1,'q':null}}", "'a':{'m':{'q':null,'r':{'s':5}}}"))
                .containsExactly(
                        new ConfigChange("a", "m.r", null, "{\"s\":5}"), new ConfigChange("a", "m.p", "1", null));
    }

    @Test
    void coverComponentsThatCameOrWent() {
        assertThat(between("'old':{'port':1}", "'new':{'port':2}"))
                .containsExactly(
                        new ConfigChange("new", "port", null, "2"), new ConfigChange("old", "port", "1", null));
        assertThat(between("'a':{}", "'a':{}")).isEmpty();
    }

    @Test
    void aDocumentHasItsComponentsInTheOrderOfTheFile() {
        assertThat(document("{'ai_specialists':{'Numa':{},'apollo':{}}}").components())
                .containsExactly("Numa", "apollo");
        assertThat(document("{}").components()).isEmpty();
    }

    @Test
    void aNewComponentIsWrittenAsItIsAndEscapesOnlyWhatItMust() {
        PlatformEntry entry = new PlatformEntry(
                new Registration("x", null, "my \"tool\"\u001f\u00e9", Set.of(), null, Path.of("/r")), 7, null);

        String name = new NewSpecialist(entry, null).member().rawName();

        assertThat(name).isEqualTo("\"my \\\"tool\\\"\\u001f\u00e9\"");
        assertThat(JsonText.of("{" + name + ":1}").root().members().get(0).name())
                .isEqualTo("my \"tool\"\u001f\u00e9");
    }
}
