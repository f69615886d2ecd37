package io.tekton.sharedservices.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A certificate authority of a test, by the JDK's own keytool. */
public final class Authority {
    private static final String SECRET = "of-a-test";

    private final Path folder;

    /** @param folder which it makes */
    public Authority(Path folder) throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder);
        keytool("-genkeypair", "-alias", "ca", "-dname", "CN=An authority of the tests", "-ext", "bc:c=ca:true");
    }

    /** Of a server; both in PEM. */
    public record Certificate(Path certificate, Path key) {}

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2", "-storetype", "PKCS12"));
        command.addAll(List.of("-keystore", store().toString(), "-storepass", SECRET));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private Path store() {
        return folder.resolve("keys.p12");
    }

    /** The authority's own certificate. */
    public Path root() throws IOException, GeneralSecurityException {
        return pem("root.pem", "CERTIFICATE", keys().getCertificate("ca").getEncoded());
    }

    /**
     * Signs one for a server.
     *
     * @param name of the files
     * @param names of the server, such as {@code dns:localhost}
     */
    public Certificate certify(String name, String names)
            throws IOException, InterruptedException, GeneralSecurityException {
        keytool("-genkeypair", "-alias", name, "-dname", "CN=" + name, "-ext", "san=" + names, "-signer", "ca");
        Key key = keys().getKey(name, SECRET.toCharArray());
        return new Certificate(
                pem(name + ".pem", "CERTIFICATE", keys().getCertificate(name).getEncoded()),
                pem(name + ".key", "PRIVATE KEY", key.getEncoded()));
    }

    private KeyStore keys() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(store())) {
            keys.load(file, SECRET.toCharArray());
        }
        return keys;
    }

    private Path pem(String file, String what, byte[] content) throws IOException {
        String text = "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + what
                + "-----\n";
        Path pem = folder.resolve(file);
        Files.writeString(pem, text);
        return Files.setPosixFilePermissions(pem, PosixFilePermissions.fromString("rw-------"));
    }
}
