package io.tekton.sharedservices.web.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The request line and the headers (RFC 9112), read strictly: what two readers could understand in two ways is refused.
 *
 * @param length of the body in bytes; -1 where it comes in chunks
 */
record RequestHead(String method, URI target, String protocol, Headers headers, long length) {
    private static final Pattern LINE = Pattern.compile("([A-Z]{1,20}) ([!-~]+) (HTTP/1\\.[01])");
    private static final Pattern FIELD = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    private static final int MOST_FIELDS = 200;

    /** @param text without the blank line at its end */
    static RequestHead of(String text) throws MalformedRequestException {
        String[] lines = text.split("\r\n", -1);
        Matcher line = LINE.matcher(lines[0]);
        if (!line.matches()) {
            throw new MalformedRequestException("the first line is not METHOD TARGET HTTP/1.1");
        }
        if (lines.length > MOST_FIELDS) {
            throw new MalformedRequestException("more than " + MOST_FIELDS + " headers");
        }
        Headers headers = new Headers();
        for (int i = 1; i < lines.length; i++) {
            Matcher field = FIELD.matcher(lines[i]);
            if (!field.matches() || field.group(2).chars().anyMatch(RequestHead::isControl)) {
                throw new MalformedRequestException("header " + i + " is not NAME: VALUE");
            }
            headers.add(field.group(1), field.group(2));
        }
        return new RequestHead(line.group(1), target(line.group(2)), line.group(3), headers, length(headers));
    }

    private static boolean isControl(int c) {
        return (c < ' ' && c != '\t') || c == 0x7f;
    }

    private static URI target(String text) throws MalformedRequestException {
        try {
            URI target = new URI(text);
            if (target.getRawPath() != null && !target.getRawPath().isEmpty()) {
                return target;
            }
        } catch (URISyntaxException e) {
            throw new MalformedRequestException("the target is no URI");
        }
        throw new MalformedRequestException("the target has no path");
    }

    private static long length(Headers headers) throws MalformedRequestException {
        List<String> lengths = headers.all("Content-Length");
        List<String> codings = headers.all("Transfer-Encoding");
        if (!codings.isEmpty()) {
            if (!lengths.isEmpty() || codings.size() != 1 || !codings.get(0).equalsIgnoreCase("chunked")) {
                throw new MalformedRequestException("Transfer-Encoding may be chunked, without a Content-Length");
            }
            return -1;
        }
        if (lengths.isEmpty()) {
            return 0;
        }
        if (lengths.size() != 1 || !LENGTH.matcher(lengths.get(0)).matches()) {
            throw new MalformedRequestException("Content-Length is no number");
        }
        return Long.parseLong(lengths.get(0));
    }

    boolean expectsContinue() {
        return "100-continue".equalsIgnoreCase(headers.first("Expect"));
    }

    Request with(byte[] body, boolean whole) {
        return new Request(method, target, protocol, headers, body, whole);
    }
}
