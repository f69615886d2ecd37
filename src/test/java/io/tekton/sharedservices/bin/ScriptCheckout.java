package io.tekton.sharedservices.bin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;

/**
 * A small checkout around the real start script, whose {@code mvn} and jar are the test's own. Its path has a space.
 */
final class ScriptCheckout {
    /**
     * What the script may call; a folder with these and nothing else is its PATH, so that no Java of the machine is
     * found.
     */
    private static final List<String> TOOLS = List.of(
            "basename",
            "cat",
            "cp",
            "cut",
            "dirname",
            "find",
            "head",
            "id",
            "ln",
            "locale",
            "mkdir",
            "mv",
            "ps",
            "readlink",
            "rm",
            "rmdir",
            "sed",
            "sh",
            "sleep",
            "stat",
            "stty",
            "sync",
            "tail",
            "touch",
            "tr",
            "uname");

    final Path home;
    final Path path;
    final Path jar;
    private final Map<String, String> environment;

    ScriptCheckout(Path folder) throws IOException {
        home = Files.createDirectories(folder.resolve("a check out"));
        path = Files.createDirectories(folder.resolve("some tools"));
        jar = home.resolve("target/shared-services.jar");
        environment = new TreeMap<>(Map.of(
                "PATH", path.toString(), "HOME", folder.toString(), "JAVA_HOME", System.getProperty("java.home")));
        for (String tool : TOOLS) {
            for (Path place : List.of(Path.of("/usr/bin"), Path.of("/bin"))) {
                if (Files.exists(place.resolve(tool)) && !Files.exists(path.resolve(tool))) {
                    tool(tool, "exec " + place.resolve(tool) + " \"$@\"");
                }
            }
        }
        Files.createDirectories(home.resolve("src/main"));
        Files.createDirectories(home.resolve("sql"));
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        Files.createDirectories(home.resolve("bin"));
        Files.copy(Path.of(System.getProperty("basedir"), "bin", "shared-services"), script());
        executable(script());
        Files.copy(Path.of(System.getProperty("basedir"), "bin", "start_shared_services.sh"), platformScript());
        executable(platformScript());
        copyFolder("bin/lib");
        copyFolder("conf");
        writeProbe(folder.resolve("probe.jar"));
        // Counts its calls; a build "fails" when told to, and waits for a file when told to.
        tool("mvn", """
                printf 'x' >>'%1$s/calls'
                echo 'maven says much'
                while [ -e '%1$s/hold' ]; do sleep 0.05; done
                [ ! -e '%1$s/broken' ] || { echo 'the reason why'; exit 1; }
                cp '%1$s/probe.jar' target/new.jar && mv target/new.jar target/shared-services.jar
                """.formatted(folder));
    }

    Path script() {
        return home.resolve("bin/shared-services");
    }

    /** The platform's name for {@code run}. */
    Path platformScript() {
        return home.resolve("bin/start_shared_services.sh");
    }

    ScriptCheckout with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    ScriptCheckout without(String name) {
        environment.remove(name);
        return this;
    }

    /** Puts a shell script on the PATH that the start script sees. */
    void tool(String name, String text) throws IOException {
        Path tool = path.resolve(name);
        Files.writeString(tool, "#!/bin/sh\n" + text);
        executable(tool);
    }

    /**
     * A Java home whose {@code release} says what is given; its {@code java} is the real one, and there is no compiler.
     */
    Path runtime(String name, String version) throws IOException {
        Path runtime = home.resolveSibling(name);
        Files.createDirectories(runtime.resolve("bin"));
        Path java = runtime.resolve("bin/java");
        Files.writeString(java, "#!/bin/sh\nexec '" + System.getProperty("java.home") + "/bin/java' \"$@\"");
        executable(java);
        Files.writeString(runtime.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return runtime;
    }

    /**
     * A Java home that can make class-data archives: it only pretends to, with a file that the real JVM behind it
     * ignores; {@link #starts} has what it was called with, argument files ({@code @FILE}) taken apart.
     */
    ScriptCheckout withArchives() throws IOException {
        Path runtime = runtime("archiving", "17.0.1");
        Files.createDirectories(runtime.resolve("lib"));
        Files.writeString(runtime.resolve("lib/modules"), "modules");
        Files.createDirectories(jar.resolveSibling("lib"));
        Path java = runtime.resolve("bin/java");
        Files.writeString(java, """
                #!/bin/sh
                for word; do
                    case $word in @*) sed '/^#/d' "${word#@}" ;; *) printf '%%s\\n' "$word" ;; esac
                done | tr '\\n' ' ' | sed 's/ $/\\n/' >>'%1$s/starts'
                for word; do
                    case $word in
                        -XX:ArchiveClassesAtExit=*) [ ! -e '%1$s/broken' ] && echo classes >"${word#*=}"; exit ;;
                    esac
                done
                exec '%2$s/bin/java' "$@"
                """.formatted(home.getParent(), System.getProperty("java.home")));
        executable(java);
        return with("JAVA_HOME", runtime.toString());
    }

    /** How Java was started, a line each. */
    List<String> starts() throws IOException {
        return Files.readAllLines(home.resolveSibling("starts"));
    }

    void built() throws IOException {
        Files.createDirectories(jar.getParent());
        Files.copy(home.resolveSibling("probe.jar"), jar);
    }

    void edited() throws IOException {
        Path edited = home.resolve("src/main/Edited.java");
        Files.writeString(edited, "");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
    }

    int builds() throws IOException {
        Path calls = home.resolveSibling("calls");
        return Files.exists(calls) ? Files.readString(calls).length() : 0;
    }

    Path hold() throws IOException {
        return Files.createFile(home.resolveSibling("hold"));
    }

    void breakBuild() throws IOException {
        Files.createFile(home.resolveSibling("broken"));
    }

    Running start(Path command, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(command.toString()));
        line.addAll(List.of(arguments));
        Path out = Files.createTempFile(home.getParent(), "out", "");
        Path err = Files.createTempFile(home.getParent(), "err", "");
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(Path.of("/").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new Running(builder.start(), out, err);
    }

    Running start(String... arguments) throws IOException {
        return start(script(), arguments);
    }

    Ended run(String... arguments) throws IOException, InterruptedException {
        return start(arguments).end();
    }

    record Running(Process process, Path out, Path err) {
        /** Closes its input and waits for its end, four minutes at most. */
        Ended end() throws IOException, InterruptedException {
            process.getOutputStream().close();
            if (!process.waitFor(240, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running after four minutes; on its standard error: " + text(err));
            }
            return new Ended(process.exitValue(), text(out), text(err));
        }

        /** Sends it SIGTERM and waits for its end; its input stays open, which {@code Process.destroy} would close. */
        Ended stop() throws IOException, InterruptedException {
            process.toHandle().destroy();
            process.waitFor(240, TimeUnit.SECONDS);
            return end();
        }

        /** Waits until it has written that text to either stream. */
        Running says(String text) throws InterruptedException {
            for (int tries = 0; !text(out).contains(text) && !text(err).contains(text); tries++) {
                if (tries == 12_000) {
                    throw new AssertionError("never said '" + text + "', but: " + text(out) + text(err));
                }
                Thread.sleep(20);
            }
            return this;
        }

        private static String text(Path file) {
            try {
                return Files.readString(file, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    record Ended(int code, String out, String err) {}

    private void copyFolder(String name) throws IOException {
        Path from = Path.of(System.getProperty("basedir")).resolve(name);
        Path to = Files.createDirectories(home.resolve(name));
        try (var files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void writeProbe(Path file) throws IOException {
        String probe = entry(StartProbe.class.getName());
        String program = entry(Main.class.getName());
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file));
                var bytes = StartProbe.class.getClassLoader().getResourceAsStream(probe)) {
            jar.putNextEntry(new ZipEntry(probe));
            bytes.transferTo(jar);
            jar.putNextEntry(new ZipEntry(program));
            Files.copy(compiledProgram(file.getParent()).resolve(program), jar);
        }
    }

    private static String entry(String type) {
        return type.replace('.', '/') + ".class";
    }

    /** A class of the name that the script starts; it is the probe. */
    private static Path compiledProgram(Path folder) throws IOException {
        Path source = folder.resolve("Main.java");
        Files.writeString(source, """
                package %s;
                public class Main {
                    public static void main(String[] arguments) throws Exception {
                        %s.main(arguments);
                    }
                }
                """.formatted(Main.class.getPackageName(), StartProbe.class.getName()));
        Path classes = Files.createDirectories(folder.resolve("program"));
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        source.toString());
        assertThat(failed).isZero();
        return classes;
    }
}
