package io.tekton.sharedservices.testing;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The classes under test in jars, and an archive of those that a daemon loads ({@code -XX:ArchiveClassesAtExit}, which
 * takes no class folders): a third of the work of a JVM's start. Whoever names the folder empties it after each build,
 * as {@code pom.xml} and {@code chaos/run} do; the first JVM that asks makes the archive, and others wait for that.
 */
final class ClassArchive {
    private final Path folder;

    ClassArchive(Path folder) {
        this.folder = folder;
    }

    /**
     * @param jvm a command line without class path
     * @return its class path, and its archive
     */
    List<String> options(List<String> jvm) {
        Path archive = folder.resolve("classes.jsa");
        try {
            Files.createDirectories(folder);
            String classPath = makeOnce(archive, jvm);
            return List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable", "-cp", classPath);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Behind a lock: several JVMs run tests, and several threads in each. */
    private String makeOnce(Path archive, List<String> jvm) throws IOException, InterruptedException {
        synchronized (ClassArchive.class) {
            try (FileChannel file =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                file.lock();
                String classPath = classPath();
                if (!Files.exists(archive)) {
                    make(archive, jvm, classPath);
                }
                return classPath;
            }
        }
    }

    private String classPath() throws IOException {
        List<String> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path classes = Path.of(entry);
            if (Files.isDirectory(classes)) {
                Path jar = folder.resolve("classes-" + path.size() + ".jar");
                if (!Files.exists(jar)) {
                    pack(classes, jar);
                }
                path.add(jar.toString());
            } else {
                path.add(entry);
            }
        }
        return String.join(File.pathSeparator, path);
    }

    private void pack(Path classes, Path jar) throws IOException {
        Path fresh = Files.createTempFile(folder, "fresh", ".jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(fresh));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(path -> !path.equals(classes)).toList()) {
                // folders too: migrations are found by theirs
                boolean isFolder = Files.isDirectory(file);
                out.putNextEntry(new JarEntry(classes.relativize(file) + (isFolder ? "/" : "")));
                if (!isFolder) {
                    Files.copy(file, out);
                }
                out.closeEntry();
            }
        }
        Files.move(fresh, jar, StandardCopyOption.ATOMIC_MOVE);
    }

    /** What a daemon loads until it is ready, and at its end. */
    private void make(Path archive, List<String> jvm, String classPath) throws IOException, InterruptedException {
        Path root = Files.createTempDirectory(folder, "root");
        Path registry = root.resolve(".tekton/ai_registry/platform_ai_registry.json");
        Files.createDirectories(registry.getParent());
        Files.writeString(registry, "{}");
        Path fresh = folder.resolve("fresh.jsa");
        List<String> command = new ArrayList<>(jvm);
        command.addAll(List.of("-XX:ArchiveClassesAtExit=" + fresh, "-Xlog:disable"));
        command.addAll(List.of("-Dshared-services.home=" + root, "-cp", classPath));
        command.add("io.tekton.sharedservices.Main");
        for (String setting : List.of(
                "orphan-cleanup.default-rules=false",
                "orphan-cleanup.match.own=program=python* script=" + root.resolve("none.py"),
                "web.port=0")) {
            command.addAll(List.of("--set", setting));
        }
        command.add("run");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("SHARED_SERVICES_"));
        builder.environment().put("TEKTON_ROOT", root.toString());
        Process daemon = builder.start();
        List<String> said = new ArrayList<>();
        try (BufferedReader out = daemon.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.add(line);
                if (line.contains("ready at")) {
                    // by its handle, which leaves its output open to be read to the end
                    daemon.toHandle().destroy();
                }
            }
        }
        if (daemon.waitFor() != 0 || !Files.exists(fresh)) {
            throw new IOException("no archive of classes was made: " + said);
        }
        Files.move(fresh, archive, StandardCopyOption.ATOMIC_MOVE);
    }
}
