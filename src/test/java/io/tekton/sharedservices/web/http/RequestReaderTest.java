package io.tekton.sharedservices.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests out of bytes, however they are cut. */
class RequestReaderTest {
    private static final String TWO =
            "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: t\r\n\r\n"
                    + "\r\nPUT /b?c HTTP/1.0\r\nContent-Length: 2\r\nX:  y \r\n\r\n{}";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void theSameRequestsComeOfPiecesOfAnyLength(int length) throws MalformedRequestException {
        RequestReader reader = new RequestReader();
        List<String> found = new ArrayList<>();
        for (int from = 0; from < TWO.length(); from += length) {
            add(reader, TWO.substring(from, Math.min(TWO.length(), from + length)));
            for (Request next = reader.next(); next != null; next = reader.next()) {
                found.add(next.method() + " " + next.target() + " " + next.protocol() + " "
                        + new String(next.body(), StandardCharsets.UTF_8) + " "
                        + next.headers().first("X"));
            }
        }

        assertThat(found).containsExactly("POST /a HTTP/1.1 abcde null", "PUT /b?c HTTP/1.0 {} y");
        assertThat(reader.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET  / HTTP/1.1",
                "GET / HTTP/2.0",
                "get / HTTP/1.1",
                "GET / HTTP/1.1\nHost: x",
                "GET / HTTP/1.1\r\n folded",
                "GET / HTTP/1.1\r\nHost : x",
                "GET / HTTP/1.1\r\nX: a\u0001b",
                "GET / HTTP/1.1\r\nX: a\rb",
                "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1",
                "GET / HTTP/1.1\r\nContent-Length: +1",
                "GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked",
                "GET / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked",
                "GET mailto:op HTTP/1.1"
            })
    void whatTwoReadersCouldUnderstandInTwoWaysIsNoRequest(String head) {
        RequestReader reader = new RequestReader();
        add(reader, head + "\r\n\r\n");

        assertThatThrownBy(reader::next).isInstanceOf(MalformedRequestException.class);
    }

    @Test
    void anEmptyLineIsTheBeginningOfARequestAndWinsNoTime() throws MalformedRequestException {
        RequestReader reader = new RequestReader();
        add(reader, "\r\n");

        assertThat(reader.next()).isNull();
        assertThat(reader.isEmpty()).isFalse();
    }

    @Test
    void aHeadWithoutAnEndIsGivenUp() {
        RequestReader reader = new RequestReader();
        add(reader, "GET / HTTP/1.1\r\nX: " + "x".repeat(200_000));

        assertThatThrownBy(reader::next).isInstanceOf(MalformedRequestException.class);
    }

    @Test
    void aBodyThatIsTooLargeIsHandedOverUnread() throws MalformedRequestException {
        RequestReader reader = new RequestReader();
        add(reader, "POST / HTTP/1.1\r\nContent-Length: 65537\r\n\r\n");

        Request request = reader.next();

        assertThat(request).isNotNull();
        assertThat(request.whole()).isFalse();
        assertThat(request.allowsAnother()).isFalse();
    }

    private static void add(RequestReader reader, String text) {
        reader.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
