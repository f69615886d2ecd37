package io.tekton.sharedservices.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.bin.ScriptChildren;
import io.tekton.sharedservices.testing.Neighbour;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The program as it is installed, the real start script and the real jar, with a platform folder of its own. Its one
 * match rule names scripts in that folder, so that only children that were started here can match; closing ends them.
 */
public final class InstalledProgram implements AutoCloseable {
    public static final Path SCRIPT = Path.of("bin/shared-services").toAbsolutePath();
    public static final long PATIENCE_SECONDS = 180;
    private static final String JAVA_OPTIONS = "SHARED_SERVICES_JAVA_OPTIONS";

    /** What a call leaves: its exit code and both its streams. */
    public record Ended(int code, String out, String err) {}

    public final Path folder;
    public final ScriptChildren children = new ScriptChildren();
    private final Path settingsFile;
    private String options;

    public InstalledProgram(Path given) throws IOException {
        folder = given.toRealPath();
        Path registry = folder.resolve("tekton/.tekton/ai_registry/platform_ai_registry.json");
        Files.createDirectories(registry.getParent());
        Files.writeString(registry, Neighbour.registry());
        settingsFile = folder.resolve("quartz.properties");
        Files.copy(SCRIPT.resolveSibling("../quartz.properties"), settingsFile, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(settingsFile, PosixFilePermissions.fromString("rw-r--r--"));
    }

    public ProcessBuilder script(List<String> prefix, String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(SCRIPT.toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("SHARED_SERVICES_") || name.startsWith("TEKTON_"));
        // Under a service manager the script never builds: not in the middle of the build that runs this test.
        environment.put("INVOCATION_ID", "test");
        // The checkout's own may be writable by a group, as a common umask leaves it; of that there would be a warning.
        environment.put("SHARED_SERVICES_CONFIG", settingsFile.toString());
        environment.put("TEKTON_ROOT", folder.resolve("tekton").toString());
        environment.put("SHARED_SERVICES_ORPHAN_CLEANUP_DEFAULT_RULES", "false");
        environment.put(
                "SHARED_SERVICES_ORPHAN_CLEANUP_MATCH_TRIAL",
                "program=sh script=\"" + folder + "/tekton/scripts/*.py\"");
        if (options != null) {
            environment.put(JAVA_OPTIONS, options);
        }
        return builder;
    }

    public ProcessBuilder script(String... arguments) {
        return script(List.of(), arguments);
    }

    /**
     * Has all further calls start from an archive of the classes that they load, as those do that a person makes: a
     * third of the work of a start.
     */
    public void useArchive(Path archive) throws Exception {
        if (!Files.exists(archive)) {
            ProcessBuilder first = script("cleanup", "--dry-run");
            // In place of the launcher's own archive, which is there if another test called as a person does: a JVM
            // that
            // starts from one of that kind makes none.
            Path ofTheJdk = Path.of(System.getProperty("java.home"), "lib/server/classes.jsa");
            first.environment()
                    .put(JAVA_OPTIONS, "-XX:SharedArchiveFile=" + ofTheJdk + " -XX:ArchiveClassesAtExit=" + archive);
            assertThat(end(first).code()).isZero();
        }
        options = "-XX:SharedArchiveFile=" + archive;
    }

    public Ended run(String... arguments) throws Exception {
        return end(script(arguments));
    }

    public static Ended end(ProcessBuilder builder) throws Exception {
        Process process = builder.start();
        process.getOutputStream().close();
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> all(process.getErrorStream()));
        String out = all(process.getInputStream());
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), out, err.get());
    }

    public static String all(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        children.close();
    }
}
