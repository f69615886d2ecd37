package io.tekton.sharedservices.web.dashboard;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.web.http.Exchange;
import io.tekton.sharedservices.web.http.Headers;
import io.tekton.sharedservices.web.route.Call;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** One file of the dashboard, as in the jar, and compressed. */
final class PageFile {
    /** Nothing but our own scripts and style sheets, no frame around or inside, and no text becomes a script. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'; trusted-types 'none'";

    private final String type;
    private final byte[] plain;
    private final byte[] packed;
    private final String tag;

    private PageFile(String type, byte[] plain) {
        this.type = type;
        this.plain = plain;
        this.packed = packed(plain);
        this.tag = '"'
                + AuditEvent.sha256(new String(plain, StandardCharsets.ISO_8859_1))
                        .substring(0, 32)
                + '"';
    }

    /** @param path on the class path; it must be there */
    static PageFile load(String path) {
        try (InputStream in = PageFile.class.getClassLoader().getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("the class path has no " + path);
            }
            return new PageFile(type(path), in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read", e);
        }
    }

    private static String type(String path) {
        String ending = path.substring(path.lastIndexOf('.') + 1);
        return switch (ending) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> throw new IllegalArgumentException("no media type is known for " + path);
        };
    }

    private static byte[] packed(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return out.toByteArray();
    }

    void send(Exchange exchange) throws IOException {
        Headers headers = exchange.headers();
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        Call.begin(exchange, type);
        // Kept, and asked for again each time: a new version of the program is a new page at once.
        headers.set("Cache-Control", "no-cache");
        headers.set("ETag", tag);
        headers.set("Vary", "Accept-Encoding");
        String known = exchange.request().headers().first("If-None-Match");
        if (known != null && known.contains(tag)) {
            exchange.send(304, new byte[0]);
            return;
        }
        String accepted = exchange.request().headers().first("Accept-Encoding");
        boolean pack = accepted != null && accepted.contains("gzip");
        if (pack) {
            headers.set("Content-Encoding", "gzip");
        }
        exchange.send(200, pack ? packed : plain);
    }
}
