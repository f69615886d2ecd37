package io.tekton.sharedservices.bin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.endtoend.InstalledProgram;
import io.tekton.sharedservices.endtoend.InstalledProgram.Ended;
import io.tekton.sharedservices.testing.Rounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real program without sources, as the archive and the package hold it: it builds nothing and stays as it is. */
class InstalledFromArchiveIT {
    private static final Path CHECKOUT = InstalledProgram.SCRIPT.getParent().getParent();

    @TempDir
    private Path given;

    private Path home;
    private Path program;

    @BeforeEach
    void install() throws IOException {
        home = Files.createDirectory(given.toRealPath().resolve("home"));
        program = Files.createDirectory(given.toRealPath().resolve("shared services 0.2 ü"));
        copy("bin", "bin");
        copy("conf", "conf");
        copy("target/lib", "jars/lib");
        copy("target/native", "jars/native");
        Files.delete(program.resolve("bin/lib/build.sh"));
        Files.copy(CHECKOUT.resolve("quartz.properties"), program.resolve("quartz.properties"));
        Files.copy(CHECKOUT.resolve("target/shared-services.jar"), program.resolve("jars/shared-services.jar"));
        Files.writeString(program.resolve("jars/build-id"), "0a1b\n");
    }

    private void copy(String from, String to) throws IOException {
        Path source = CHECKOUT.resolve(from);
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path copied =
                        program.resolve(to).resolve(source.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copied);
                } else {
                    Files.copy(file, copied, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private ProcessBuilder script(String... arguments) {
        List<String> command = Stream.concat(
                        Stream.of(program.resolve("bin/shared-services").toString()), Stream.of(arguments))
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        Map<String, String> environment = builder.environment();
        environment
                .keySet()
                .removeIf(name -> name.startsWith("SHARED_SERVICES_")
                        || name.startsWith("TEKTON_")
                        || name.startsWith("XDG_")
                        || name.equals("INVOCATION_ID")
                        || name.equals("CACHE_DIRECTORY"));
        environment.put("HOME", home.toString());
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }

    private static List<String> listed(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toString).sorted().toList();
        }
    }

    private List<String> archives(Path cache) throws IOException {
        return listed(cache).stream().filter(file -> file.endsWith(".jsa")).toList();
    }

    @Test
    void aCommandMakesTheClassArchiveInTheUsersCacheAndLeavesTheProgramAsItIs() throws Exception {
        List<String> installed = listed(program);

        Ended first = InstalledProgram.end(script("--version"));
        List<String> made = archives(home.resolve(".cache/shared-services"));
        Ended second = InstalledProgram.end(script("config"));

        assertThat(first.code()).isZero();
        assertThat(first.err()).isEmpty();
        assertThat(first.out()).startsWith("shared-services ");
        assertThat(made).hasSize(1);
        assertThat(second.code()).isZero();
        assertThat(archives(home.resolve(".cache/shared-services"))).isEqualTo(made);
        assertThat(listed(program)).isEqualTo(installed);
    }

    @Tag(Rounds.LONG_ONLY)
    @Test
    void underAServiceManagerACommandMakesItInTheServicesCacheForTheDaemon() throws Exception {
        Path cache = Files.createDirectory(home.resolve("cache of the service"));
        ProcessBuilder before = script("--version");
        before.environment().putAll(Map.of("INVOCATION_ID", "test", "CACHE_DIRECTORY", cache.toString()));

        Ended ended = InstalledProgram.end(before);

        assertThat(ended.code()).isZero();
        assertThat(archives(cache)).hasSize(1);
        assertThat(home.resolve(".cache")).doesNotExist();
    }

    /**
     * Builds are reproducible: the jars of two versions have one time, may have one size, and the JVM checks no more.
     */
    @Tag(Rounds.LONG_ONLY)
    @Test
    void anotherBuildWhoseJarHasTheSameTimeAndSizeGetsAnArchiveOfItsOwn() throws Exception {
        InstalledProgram.end(script("--version"));
        List<String> before = archives(home.resolve(".cache/shared-services"));
        Files.writeString(program.resolve("jars/build-id"), "0a1c\n");

        Ended ended = InstalledProgram.end(script("--version"));

        assertThat(ended.code()).isZero();
        assertThat(archives(home.resolve(".cache/shared-services"))).hasSize(1).doesNotContainAnyElementsOf(before);
    }

    @Test
    void anInstallationOfUnknownContentHasNoArchive() throws Exception {
        Files.delete(program.resolve("jars/build-id"));

        Ended ended = InstalledProgram.end(script("--version"));

        assertThat(ended.code()).isZero();
        assertThat(ended.err()).isEmpty();
        assertThat(home.resolve(".cache")).doesNotExist();
    }

    @Test
    void withoutAFolderForTheArchiveItRunsAllTheSame() throws Exception {
        Files.createFile(home.resolve(".cache"));

        Ended ended = InstalledProgram.end(script("--version"));

        assertThat(ended.code()).isZero();
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void anInstallationWithoutItsJarSaysSo() throws Exception {
        Files.delete(program.resolve("jars/shared-services.jar"));

        Ended ended = InstalledProgram.end(script("--version"));

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err())
                .isEqualTo("shared-services: this installation is not complete: there is no " + program
                        + "/jars/shared-services.jar. Install it again.\n");
    }

    @Tag(Rounds.LONG_ONLY)
    @Test
    void aPackageNamesItsSettingsFileUnlessTheUserNamesAnother() throws Exception {
        Path ofPackage = Files.writeString(home.resolve("packaged.properties"), "orphan-cleanup.grace = 17s\n");
        Path ofUser = Files.writeString(home.resolve("own.properties"), "orphan-cleanup.grace = 18s\n");
        Files.writeString(
                program.resolve("conf/installed.sh"),
                ": \"${SHARED_SERVICES_CONFIG:=" + ofPackage + "}\"\nexport SHARED_SERVICES_CONFIG\n");
        ProcessBuilder withOwn = script("config");
        withOwn.environment().put("SHARED_SERVICES_CONFIG", ofUser.toString());

        assertThat(InstalledProgram.end(script("config")).out()).contains("orphan-cleanup.grace = 17s\n");
        assertThat(InstalledProgram.end(withOwn).out()).contains("orphan-cleanup.grace = 18s\n");
        assertThat(InstalledProgram.end(script("--config", ofUser.toString(), "config"))
                        .out())
                .contains("orphan-cleanup.grace = 18s\n");
    }
}
