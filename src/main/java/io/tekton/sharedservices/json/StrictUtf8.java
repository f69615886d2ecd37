package io.tekton.sharedservices.json;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Checks that bytes are UTF-8 without a byte order mark, before any JSON parser guesses: such parsers take UTF-16,
 * UTF-32 and a mark without a word, and replace what is malformed.
 */
public final class StrictUtf8 {
    private StrictUtf8() {}

    /** @throws FileFault at the first byte that is wrong */
    public static void check(byte[] bytes) throws FileFault {
        if (bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF) {
            throw FileFault.at(1, 1, "begins with a byte order mark; allowed is UTF-8 without one");
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(8192);
        CoderResult result;
        do {
            out.clear();
            result = decoder.decode(in, out, true);
        } while (result.isOverflow());
        if (result.isError()) {
            throw faultAt(bytes, in.position());
        }
    }

    private static FileFault faultAt(byte[] bytes, int offset) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < offset; i++) {
            if (bytes[i] == '\n' || (bytes[i] == '\r' && bytes[i + 1] != '\n')) {
                line++;
                column = 1;
            } else if ((bytes[i] & 0xF8) == 0xF0) {
                column += 2; // a surrogate pair
            } else if ((bytes[i] & 0xC0) != 0x80) {
                column++;
            }
        }
        return FileFault.at(line, column, "is not UTF-8; allowed is UTF-8 only");
    }
}
