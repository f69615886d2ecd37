package io.tekton.sharedservices.web.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts requests together from the bytes that have come so far; never waits. For one thread. */
final class RequestReader {
    private static final Pattern SIZE = Pattern.compile("([0-9A-Fa-f]{1,8})[ \t]*(;[ -~\t]*)?");
    private static final int LONGEST_HEAD = 128 * 1024;
    private static final int LONGEST_LINE = 1024;
    private static final int MOST_RAW = 4 * Request.LARGEST_BODY;

    private byte[] bytes = new byte[0];
    private int end;
    /** The end of the processed input. */
    private int at;

    private int searched;
    private @Nullable RequestHead head;
    private ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    private boolean lastChunkSeen;
    private int bodyFrom;
    private boolean continued;
    private boolean begun;

    void add(ByteBuffer more) {
        if (at > 0 && head == null) {
            System.arraycopy(bytes, at, bytes, 0, end - at);
            end -= at;
            searched = Math.max(0, searched - at);
            at = 0;
        }
        int count = more.remaining();
        if (end + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end + count, Math.min(bytes.length * 2, 512 * 1024)));
        }
        more.get(bytes, end, count);
        end += count;
        begun |= count > 0;
    }

    /** Whether nothing of a next request has come. Empty lines are something: they must not win time. */
    boolean isEmpty() {
        return !begun;
    }

    /** Whether the client waits for our word before it sends the body; true once a request. */
    boolean wantsContinue() {
        RequestHead known = head;
        boolean wants = known != null && known.expectsContinue() && !continued;
        continued |= wants;
        return wants;
    }

    /** The next request; null while it is not there yet. */
    @Nullable
    Request next() throws MalformedRequestException {
        RequestHead known = head;
        if (known == null) {
            known = head();
            if (known == null) {
                return null;
            }
            head = known;
            bodyFrom = at;
        }
        Request request = known.length() < 0 ? chunked(known) : fixed(known);
        if (request != null) {
            head = null;
            searched = at;
            chunks = new ByteArrayOutputStream();
            lastChunkSeen = false;
            continued = false;
            begun = at < end;
            if (at == end) {
                bytes = new byte[0];
                at = 0;
                end = 0;
                searched = 0;
            }
        }
        return request;
    }

    private @Nullable RequestHead head() throws MalformedRequestException {
        while (end - at >= 2 && bytes[at] == '\r' && bytes[at + 1] == '\n') {
            // RFC 9112, 2.2: an empty line before a request is ignored.
            at += 2;
        }
        for (int i = Math.max(at, searched); i + 3 < end; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                String text = new String(bytes, at, i - at, StandardCharsets.ISO_8859_1);
                at = i + 4;
                return RequestHead.of(text);
            }
        }
        searched = Math.max(at, end - 3);
        if (end - at > LONGEST_HEAD) {
            throw new MalformedRequestException("line and headers have more than " + LONGEST_HEAD + " bytes");
        }
        return null;
    }

    private @Nullable Request fixed(RequestHead known) {
        if (known.length() > Request.LARGEST_BODY) {
            return known.with(new byte[0], false);
        }
        if (end - at < known.length()) {
            return null;
        }
        byte[] body = Arrays.copyOfRange(bytes, at, at + (int) known.length());
        at += (int) known.length();
        return known.with(body, true);
    }

    private @Nullable Request chunked(RequestHead known) throws MalformedRequestException {
        while (true) {
            if (chunks.size() > Request.LARGEST_BODY || at - bodyFrom > MOST_RAW) {
                return known.with(new byte[Request.LARGEST_BODY + 1], false);
            }
            int line = line();
            if (line < 0) {
                return null;
            }
            String text = new String(bytes, at, line - at, StandardCharsets.ISO_8859_1);
            if (lastChunkSeen) {
                // Trailers after the last chunk are read and not used.
                at = line + 2;
                if (text.isEmpty()) {
                    return known.with(chunks.toByteArray(), true);
                }
                continue;
            }
            var size = SIZE.matcher(text);
            if (!size.matches()) {
                throw new MalformedRequestException("a chunk has no size");
            }
            long length = Long.parseLong(size.group(1), 16);
            if (length > Request.LARGEST_BODY) {
                return known.with(new byte[Request.LARGEST_BODY + 1], false);
            }
            if (length == 0) {
                lastChunkSeen = true;
                at = line + 2;
                continue;
            }
            int from = line + 2;
            int to = from + (int) length;
            if (end < to + 2) {
                return null;
            }
            if (bytes[to] != '\r' || bytes[to + 1] != '\n') {
                throw new MalformedRequestException("a chunk is longer than its size");
            }
            chunks.write(bytes, from, (int) length);
            at = to + 2;
        }
    }

    /** Where the line that begins here ends; -1 while it has not. */
    private int line() throws MalformedRequestException {
        for (int i = at; i + 1 < end; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
                return i;
            }
        }
        if (end - at > LONGEST_LINE) {
            throw new MalformedRequestException("a line of a chunk is too long");
        }
        return -1;
    }
}
