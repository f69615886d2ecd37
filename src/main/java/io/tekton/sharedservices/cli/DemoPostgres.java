package io.tekton.sharedservices.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A private PostgreSQL of the installed version, on loopback, in a folder of its own. It runs as another user under
 * root.
 */
final class DemoPostgres implements AutoCloseable {
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
    private static final long PATIENCE_SECONDS = 30;
    private static final String OPERATOR = "postgres";

    private final Path programs;
    private final Path folder;
    private final List<String> asUser;
    private final int port;

    private DemoPostgres(Path programs, Path folder, List<String> asUser, int port) {
        this.programs = programs;
        this.folder = folder;
        this.asUser = asUser;
        this.port = port;
    }

    /** The programs of the newest version that is installed. */
    static Optional<Path> installed() throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(INSTALLED)) {
            try (DirectoryStream<Path> versions = Files.newDirectoryStream(INSTALLED, "[0-9]*")) {
                versions.forEach(found::add);
            }
        }
        return found.stream()
                .filter(version -> Files.isExecutable(version.resolve("bin/initdb")))
                .max(Comparator.comparingInt(version ->
                        Integer.parseInt(version.getFileName().toString().replaceAll("[^0-9].*", ""))))
                .map(version -> version.resolve("bin"));
    }

    /**
     * Makes it and starts it, with passwords for all but its operator.
     *
     * @param folder does not exist
     */
    static DemoPostgres start(Path programs, Path folder, int port) throws IOException {
        Files.createDirectory(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        boolean root = "root".equals(System.getProperty("user.name"));
        if (root) {
            Files.setOwner(
                    folder,
                    FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(OPERATOR));
        }
        DemoPostgres postgres = new DemoPostgres(
                programs,
                folder,
                root ? List.of("setpriv", "--reuid=" + OPERATOR, "--regid=" + OPERATOR, "--clear-groups") : List.of(),
                port);
        postgres.run("initdb", "-D", postgres.data(), "-U", OPERATOR, "-A", "trust", "--no-sync");
        Files.writeString(
                folder.resolve("data/pg_hba.conf"),
                "host all " + OPERATOR + " 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n");
        postgres.startAgain();
        postgres.run("createdb", "-h", "127.0.0.1", "-p", Integer.toString(port), "-U", OPERATOR, "fleet");
        return postgres;
    }

    String url() {
        return "postgresql://127.0.0.1:" + port + "/fleet";
    }

    String operator() {
        return OPERATOR;
    }

    void startAgain() throws IOException {
        run(
                "pg_ctl",
                "-D",
                data(),
                "-w",
                "-l",
                folder.resolve("log").toString(),
                "-o",
                "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off",
                "start");
    }

    void stop() throws IOException {
        run("pg_ctl", "-D", data(), "-w", "-m", "immediate", "stop");
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private void run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(asUser);
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException(program + " of " + programs + " failed; "
                        + (Files.exists(folder.resolve("log"))
                                ? "its log says: " + Files.readString(folder.resolve("log"), StandardCharsets.UTF_8)
                                : "it wrote no log"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new IOException(program + " was interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        if (Files.exists(folder.resolve("data/postmaster.pid"))) {
            stop();
        }
    }
}
