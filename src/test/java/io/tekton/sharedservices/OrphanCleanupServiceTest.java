package io.tekton.sharedservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.settings.SettingsException;
import io.tekton.sharedservices.testing.Neighbour;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cleanup inside another program. Every run here is a dry one. */
class OrphanCleanupServiceTest {
    @TempDir
    private Path folder;

    private Path root;

    @BeforeEach
    void makeAnInstallation() throws IOException {
        root = folder.toRealPath().resolve("tekton");
        Path registry = root.resolve(".tekton/ai_registry/platform_ai_registry.json");
        Files.createDirectories(registry.getParent());
        Files.writeString(registry, Neighbour.registry());
    }

    @Test
    void theExamplesOfTheJavadocCompileAndRun() throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Assumptions.assumeTrue(compiler != null, "this Java has no compiler");
        Path source = folder.resolve("Example.java");
        Files.writeString(
                source,
                "import io.tekton.sharedservices.CleanupServiceStatus;\n"
                        + "import io.tekton.sharedservices.OrphanCleanupService;\n"
                        + "import io.tekton.sharedservices.cleanup.CleanupReport;\n"
                        + "import java.nio.file.Path;\nimport java.time.Duration;\n"
                        + "public class Example {\npublic static void run() {\n"
                        + String.join("\n", examples()).replace("/srv/tekton", root.toString()) + "\n}\n}\n");
        Path classes = Path.of(OrphanCleanupService.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());

        int compiled =
                compiler.run(null, null, null, "-cp", classes.toString(), "-d", folder.toString(), source.toString());
        String printed = runExample();

        assertThat(compiled).isZero();
        assertThat(printed).startsWith("SUCCEEDED, orphans: ").contains("running: true, next cleanup: ");
        assertThat(root.resolve(".tekton/shared-services/store.mv.db")).isNotEmptyFile();
    }

    /** Also the examples of {@code docs/embedding.md}. */
    @Test
    void theManualHasTheSameExamples() throws IOException {
        String manual = Files.readString(Path.of("docs/embedding.md")).replaceAll("(?m)^ {4}", "");

        assertThat(examples())
                .hasSize(2)
                .allSatisfy(example -> assertThat(manual).contains(example));
    }

    private static List<String> examples() throws IOException {
        String javadoc = Files.readString(Path.of("src/main/java/io/tekton/sharedservices/OrphanCleanupService.java"));
        return Pattern.compile("(?s)<pre>\\{@code\\R(.*?)\\R \\* }</pre>")
                .matcher(javadoc)
                .results()
                .map(example -> example.group(1).replaceAll("(?m)^ \\* ?", ""))
                .toList();
    }

    private String runExample() throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            loader.loadClass("Example").getMethod("run").invoke(null);
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void leavesTheLoggingOfTheProgramAroundItAlone() {
        Configuration before = LoggerContext.getContext(false).getConfiguration();

        var report = OrphanCleanupService.builder()
                .tektonRoot(root)
                .dryRun(true)
                .build()
                .runNow();

        assertThat(report.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(report.run().actor()).endsWith("@embedded");
        assertThat(LoggerContext.getContext(false).getConfiguration()).isSameAs(before);
        assertThat(root.resolve(".tekton/logs")).doesNotExist();
    }

    @Test
    void reportsARefusalInsteadOfThrowingIt() throws IOException {
        Files.delete(root.resolve(".tekton/ai_registry/platform_ai_registry.json"));

        var report = OrphanCleanupService.builder()
                .tektonRoot(root)
                .stateFolder(folder.resolve("state"))
                .dryRun(true)
                .build()
                .runNow();

        assertThat(report.run().outcome()).isEqualTo(RunOutcome.REFUSED);
        assertThat(report.run().reason()).isEqualTo("registry-missing");
        assertThat(folder.resolve("state/store.mv.db")).isNotEmptyFile();
    }

    @Test
    void namesEverythingThatIsWrongBeforeAnythingIsStarted() {
        var builder = OrphanCleanupService.builder()
                .tektonRoot(root)
                .checkInterval(Duration.ofMinutes(5))
                .set("orphan-cleanup.graze", "5s");

        assertThatThrownBy(builder::build)
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll("orphan-cleanup.schedule", "orphan-cleanup.graze");
        assertThat(root.resolve(".tekton/shared-services")).doesNotExist();
    }
}
