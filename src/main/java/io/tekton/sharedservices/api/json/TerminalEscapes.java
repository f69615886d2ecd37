package io.tekton.sharedservices.api.json;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import io.tekton.sharedservices.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * Writes as an escape, which every reader of JSON takes back, what a terminal could take for more than text: JSON
 * itself (RFC 8259, section 7) asks that of the first 32 characters alone. Surrogates stay, since pairs of them are
 * text.
 */
final class TerminalEscapes extends CharacterEscapes {
    private static final long serialVersionUID = 1L;
    private static final int DELETE = 0x7f;
    private static final int[] ASCII = standardAsciiEscapesForJSON();

    static {
        ASCII[DELETE] = ESCAPE_STANDARD;
    }

    @Override
    public int[] getEscapeCodesForAscii() {
        return ASCII.clone();
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int c) {
        return PrintableText.isPlain(c) || Character.isSurrogate((char) c)
                ? null
                : new SerializedString(String.format("\\u%04x", c));
    }
}
