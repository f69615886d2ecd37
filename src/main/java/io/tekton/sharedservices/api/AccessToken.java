package io.tekton.sharedservices.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a client shows to be let in: 32 random bytes, new at every start of the daemon, in a file of the state folder that this user alone may read.
 * It never appears in a text.
 */
public final class AccessToken {
    private static final String FILE = "token";
    private static final int BYTES = 32;
    private static final String MAC = "HmacSHA256";

    private final String hex;

    private AccessToken(String hex) {
        this.hex = hex;
    }

    /** A new one, in its file in place of the last. */
    public static AccessToken create(Path stateFolder) throws IOException {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        AccessToken token = new AccessToken(HexFormat.of().formatHex(bytes));
        new PrivateFile(stateFolder.resolve(FILE)).write(token.hex + "\n");
        return token;
    }

    /**
     * The one in the file.
     *
     * @throws IOException if there is none, or none that can be relied on
     */
    public static AccessToken read(Path stateFolder) throws IOException {
        Path file = stateFolder.resolve(FILE);
        String text = new PrivateFile(file).read().strip();
        if (!text.matches("[0-9a-f]{" + 2 * BYTES + "}")) {
            throw new IOException(file + " does not hold a token of " + 2 * BYTES + " hexadecimal digits");
        }
        return new AccessToken(text);
    }

    /** The value of a right {@code Authorization} header. */
    String authorization() {
        return "Bearer " + hex;
    }

    /** Whether an {@code Authorization} header is right; the time it takes tells nothing about how much of it is. */
    public boolean opens(String authorization) {
        String scheme = "bearer ";
        if (!authorization.regionMatches(true, 0, scheme, 0, scheme.length())) {
            return false;
        }
        String shown = authorization.substring(scheme.length()).strip();
        return MessageDigest.isEqual(hex.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Proves knowledge of the token without telling it: HMAC-SHA256, in hex. The port is part of it, so that whoever listens on another port cannot
     * have the daemon answer in his place.
     *
     * @param nonce made up by whoever asks
     * @param port that the daemon listens on
     */
    public String proof(String nonce, int port) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(hex.getBytes(StandardCharsets.US_ASCII), MAC));
            byte[] proof = mac.doFinal(("shared-services hello " + port + " " + nonce).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(proof);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + MAC, e);
        }
    }

    /** Whether a proof is right. */
    boolean proves(String proof, String nonce, int port) {
        return MessageDigest.isEqual(
                proof(nonce, port).getBytes(StandardCharsets.UTF_8), proof.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "an access token";
    }
}
