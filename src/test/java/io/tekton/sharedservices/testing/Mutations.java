package io.tekton.sharedservices.testing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Good input gone wrong: cut off, with bytes changed, doubled, moved, taken out or put in, once or a few times over.
 */
public final class Mutations {
    private static final List<String> WORDS = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ":",
            ",",
            "null",
            "true",
            "-1",
            "0",
            "1e999999999",
            "99999999999999999999",
            "\\u0000",
            "\\",
            "\u0000",
            "\u001b[2J",
            "\r\n",
            "\n",
            "=",
            "-",
            "--",
            "%00",
            "%2e%2e%2f",
            "../",
            "'",
            " ",
            "\u202e",
            "é",
            "🦉",
            "$(id)",
            "\ud83e\udd89",
            "pid",
            "metadata",
            "A".repeat(5_000));

    private final Random random;

    public Mutations(Random random) {
        this.random = random;
    }

    public byte[] of(byte[] good) {
        byte[] bytes = good;
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            bytes = once(bytes);
        }
        return bytes;
    }

    public String of(String good) {
        return new String(of(good.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    private byte[] once(byte[] bytes) {
        int from = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, from + random.nextInt(20));
        return switch (random.nextInt(7)) {
            case 0 -> Arrays.copyOf(bytes, from);
            case 1 -> spliced(bytes, from, to, new byte[0]);
            case 2 -> spliced(bytes, from, from, Arrays.copyOfRange(bytes, from, to));
            case 3 -> {
                byte[] noise = new byte[random.nextInt(8)];
                random.nextBytes(noise);
                yield spliced(bytes, from, to, noise);
            }
            case 4 -> {
                byte[] flipped = bytes.clone();
                if (from < flipped.length) {
                    flipped[from] ^= (byte) (1 << random.nextInt(8));
                }
                yield flipped;
            }
            default ->
                spliced(
                        bytes,
                        from,
                        random.nextBoolean() ? from : to,
                        WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8));
        };
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] instead) {
        byte[] result = Arrays.copyOf(bytes, from + instead.length + bytes.length - to);
        System.arraycopy(instead, 0, result, from, instead.length);
        System.arraycopy(bytes, to, result, from + instead.length, bytes.length - to);
        return result;
    }
}
