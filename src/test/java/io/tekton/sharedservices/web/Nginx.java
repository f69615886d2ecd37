package io.tekton.sharedservices.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A real nginx that terminates TLS for names of a certificate authority of its own, each by the example of docs/proxy,
 * and curl in front of it. Closing ends it.
 */
public final class Nginx implements AutoCloseable {
    private static final String EXAMPLE = "ci.example.org";

    private final Path folder;
    private final int port;
    private final StringBuilder sites = new StringBuilder();
    private final List<Process> started = new ArrayList<>();

    /** Skips the calling test, by the name of the program, where one is missing. */
    public Nginx(Path folder) throws IOException, InterruptedException {
        for (String program : List.of("/usr/sbin/nginx", "/usr/bin/openssl", "/usr/bin/curl")) {
            assumeTrue(Files.isExecutable(Path.of(program)), program + " is not installed");
        }
        this.folder = Files.createDirectories(folder);
        port = freePort();
        certify("ca", "CN=A CA of the tests", "basicConstraints=critical,CA:TRUE");
    }

    public static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private void certify(String file, String subject, String extension, String... more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/openssl", "req", "-x509", "-newkey", "rsa:2048"));
        command.addAll(List.of("-nodes", "-days", "2", "-subj", "/" + subject, "-addext", extension));
        command.addAll(List.of("-keyout", folder.resolve(file + ".key").toString()));
        command.addAll(List.of("-out", folder.resolve(file + ".pem").toString()));
        command.addAll(List.of(more));
        ended(command.toArray(String[]::new));
    }

    /** One that others trust: of the certificate authority. */
    public Path authority() {
        return folder.resolve("ca.pem");
    }

    public int port() {
        return port;
    }

    /** The address of a name, without a slash at its end. */
    public String url(String name) {
        return "https://" + name + ":" + port;
    }

    /** The example for this name, before the daemon at that port. */
    public Nginx site(String name, int daemon) throws IOException, InterruptedException {
        return site(name, "DNS:" + name, text -> text.replace("127.0.0.1:8377", "127.0.0.1:" + daemon));
    }

    /**
     * The example for this name.
     *
     * @param names those of the certificate, such as {@code DNS:ci.example.org}
     * @param change what the test makes of the example's text
     */
    public Nginx site(String name, String names, UnaryOperator<String> change)
            throws IOException, InterruptedException {
        String ca = folder.resolve("ca").toString();
        // The authority's key signs it; openssl 3 takes that from -CA.
        certify(name, "CN=" + name, "subjectAltName=" + names, "-CA", ca + ".pem", "-CAkey", ca + ".key");
        sites.append(change.apply(Files.readString(Path.of("docs/proxy/nginx.conf"))
                .replace("listen 443 ssl", "listen 127.0.0.1:" + port + " ssl")
                .replace("/etc/ssl/certs/" + EXAMPLE, folder.resolve(name).toString())
                .replace("/etc/ssl/private/" + EXAMPLE, folder.resolve(name).toString())
                .replace(EXAMPLE, name)));
        return this;
    }

    /** Starts it with all sites; it answers when this returns, if the first site's daemon does. */
    public Nginx start(String name, String path) throws IOException, InterruptedException {
        StringBuilder main = new StringBuilder("daemon off; master_process off; pid " + folder + "/nginx.pid;\n"
                + "error_log " + folder + "/error.log;\nevents {}\nhttp {\naccess_log off;\n");
        for (String temporary : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            main.append(temporary + "_temp_path " + folder.resolve(temporary) + ";\n");
        }
        Path conf = Files.writeString(folder.resolve("nginx.conf"), main.append(sites) + "}\n");
        started.add(new ProcessBuilder("/usr/sbin/nginx", "-p", folder.toString(), "-c", conf.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.log").toFile())
                .start());
        // nginx has no message that it is ready: curl tries again while the connection is refused.
        assertThat(curl(name, path, "--retry", "50", "--retry-connrefused", "--retry-delay", "1"))
                .contains("HTTP/1.1 200 ");
        return this;
    }

    /** Head and body of an answer under that name. */
    public String curl(String name, String path, String... more) throws IOException, InterruptedException {
        return ended(command(name, path, more).toArray(String[]::new));
    }

    /** An answer that goes on: the process of curl, which prints it as it comes. */
    public Process stream(String name, String path, String... more) throws IOException {
        Process live = new ProcessBuilder(command(name, path, more))
                .redirectErrorStream(true)
                .start();
        started.add(live);
        return live;
    }

    private List<String> command(String name, String path, String... more) {
        List<String> command = new ArrayList<>(List.of("/usr/bin/curl", "-sS", "-i", "-N", "--noproxy", "*"));
        command.addAll(List.of("--cacert", authority().toString()));
        command.addAll(List.of("--resolve", name + ":" + port + ":127.0.0.1"));
        command.addAll(List.of(more));
        command.add(url(name) + path);
        return command;
    }

    private static String ended(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @Override
    public void close() {
        started.forEach(Process::destroyForcibly);
    }
}
