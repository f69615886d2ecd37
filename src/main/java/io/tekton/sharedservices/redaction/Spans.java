package io.tekton.sharedservices.redaction;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Which characters of a text are secret. Every rule reads the original text; the marks are inserted at the end. Not
 * thread-safe.
 */
final class Spans {
    private final String text;
    private final BitSet secret;

    Spans(String text) {
        this.text = text;
        this.secret = new BitSet(text.length());
    }

    String text() {
        return text;
    }

    /** From the first offset, before the second. */
    void add(int from, int to) {
        secret.set(Math.min(from, text.length()), Math.min(Math.max(from, to), text.length()));
    }

    String masked() {
        if (secret.isEmpty()) {
            return text;
        }
        StringBuilder masked = new StringBuilder();
        int at = 0;
        for (int from = secret.nextSetBit(0); from >= 0; from = secret.nextSetBit(at)) {
            masked.append(text, at, from).append(Redaction.MASK);
            at = secret.nextClearBit(from);
        }
        return masked.append(text, at, text.length()).toString();
    }

    /** The texts that {@link #masked} leaves out. */
    List<String> secrets() {
        List<String> secrets = new ArrayList<>();
        int to;
        for (int from = secret.nextSetBit(0); from >= 0; from = secret.nextSetBit(to)) {
            to = secret.nextClearBit(from);
            secrets.add(text.substring(from, to));
        }
        return secrets;
    }
}
