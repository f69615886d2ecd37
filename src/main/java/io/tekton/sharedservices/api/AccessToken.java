package io.tekton.sharedservices.api;

import io.tekton.sharedservices.text.Digits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What a client shows to be let in: 32 random bytes, new at every start of the daemon, in a file of the state folder
 * that this user alone may read. It never appears in a text.
 */
public final class AccessToken {
    private static final String FILE = "token";
    private static final int BYTES = 32;
    private static final int BLOCK = 64;

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
     * An operator's own, which is written into the state folder too, for the commands.
     *
     * @param file of this user's alone, with {@code 2 * 32} hexadecimal digits, as {@code openssl rand -hex 32} makes
     *     them
     * @throws IOException if it cannot be read or relied on, or does not hold that
     */
    public static AccessToken ofOperator(Path file, Path stateFolder) throws IOException {
        AccessToken token = readFile(file);
        new PrivateFile(stateFolder.resolve(FILE)).write(token.hex + "\n");
        return token;
    }

    /** The same, which is only read. */
    public static AccessToken ofOperator(Path file) throws IOException {
        return readFile(file);
    }

    /**
     * The one in the file.
     *
     * @throws IOException if it does not exist, or cannot be trusted
     */
    public static AccessToken read(Path stateFolder) throws IOException {
        return readFile(stateFolder.resolve(FILE));
    }

    private static AccessToken readFile(Path file) throws IOException {
        String text = new PrivateFile(file).read().strip();
        if (!Digits.hexadecimal(text, 2 * BYTES)) {
            throw new IOException(file + " does not hold a token of " + 2 * BYTES + " hexadecimal digits");
        }
        return new AccessToken(text);
    }

    /** The value of a right {@code Authorization} header. */
    public String authorization() {
        return "Bearer " + hex;
    }

    /** Whether an {@code Authorization} header is right; the time it takes does not show how much of it is. */
    public boolean opens(String authorization) {
        String scheme = "bearer ";
        if (!authorization.regionMatches(true, 0, scheme, 0, scheme.length())) {
            return false;
        }
        String shown = authorization.substring(scheme.length()).strip();
        return MessageDigest.isEqual(hex.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Proves knowledge of the token without disclosing it: HMAC-SHA256, in hex. The port is part of it, so that a
     * listener on another port cannot have the daemon answer for it.
     *
     * @param nonce chosen by the client
     * @param port that the daemon listens on
     */
    public String proof(String nonce, int port) {
        byte[] message = ("shared-services hello " + port + " " + nonce).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(hmac(hex.getBytes(StandardCharsets.US_ASCII), message));
    }

    /**
     * HMAC-SHA256 (RFC 2104) of a key of one block's length. Written out here, since {@code javax.crypto} takes 30 ms
     * to load, in every short command.
     */
    private static byte[] hmac(byte[] key, byte[] message) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(padded(key, 0x36));
            byte[] inner = digest.digest(message);
            digest.update(padded(key, 0x5c));
            return digest.digest(inner);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] padded(byte[] key, int pad) {
        byte[] block = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            block[i] = (byte) ((i < key.length ? key[i] : 0) ^ pad);
        }
        return block;
    }

    /** Whether a proof is right. */
    public boolean proves(String proof, String nonce, int port) {
        return MessageDigest.isEqual(
                proof(nonce, port).getBytes(StandardCharsets.UTF_8), proof.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "an access token";
    }
}
