package io.tekton.sharedservices.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard's own files: what they weigh, and what they let a browser do. */
class PageTest {
    private static final int MOST_BYTES = 50 * 1024;
    private static final Pattern REFERENCE =
            Pattern.compile("(?:href|src)=\"(dashboard/[^\"]+)\"|from \"\\./([a-z]+\\.js)\"");
    private static final Pattern ANY_REFERENCE =
            Pattern.compile("(?:href|src)=\"(dashboard/[^\"]+)\"|(?:from |import\\()\"\\./([a-z]+\\.js)\"");

    @TempDir
    private Path folder;

    private RunningServer running;

    @BeforeEach
    void start() throws IOException {
        running = RunningServer.with(new FakeServices(), folder);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    /** An answer whose body came packed. */
    private record Packed(String head, byte[] body) {
        String text() throws IOException {
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    private Packed packed(String path) throws IOException {
        try (Socket socket = running.connect()) {
            RunningServer.send(
                    socket,
                    "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + running.port()
                            + "\r\nAccept-Encoding: gzip, br\r\nConnection: close\r\n\r\n");
            byte[] all = socket.getInputStream().readAllBytes();
            String text = new String(all, StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n") + 4;
            return new Packed(text.substring(0, end), java.util.Arrays.copyOfRange(all, end, all.length));
        }
    }

    private String plain(String path, String... headers) throws IOException {
        return running.raw(
                "GET " + path + " HTTP/1.1",
                "Host: 127.0.0.1:" + running.port(),
                "Connection: close",
                headers.length == 0 ? "X-Nothing: more" : String.join("\r\n", headers));
    }

    /** Everything that the first view loads, found by following it. */
    private Set<String> firstFiles() throws IOException {
        return files(REFERENCE);
    }

    /** The same with what other views load when they are first shown. */
    private Set<String> files() throws IOException {
        return files(ANY_REFERENCE);
    }

    private Set<String> files(Pattern references) throws IOException {
        Set<String> files = new LinkedHashSet<>(Set.of("/"));
        Deque<String> open = new ArrayDeque<>(files);
        while (!open.isEmpty()) {
            String path = open.remove();
            if (path.endsWith(".svg")) {
                continue;
            }
            Matcher reference = references.matcher(packed(path).text());
            while (reference.find()) {
                String next =
                        reference.group(1) != null ? "/" + reference.group(1) : "/dashboard/" + reference.group(2);
                if (files.add(next)) {
                    open.add(next);
                }
            }
        }
        return files;
    }

    @Test
    void theFirstPageWeighsLessThan50KilobytesPacked() throws IOException {
        int sum = 0;
        for (String file : firstFiles()) {
            Packed answer = packed(file);
            assertThat(answer.head())
                    .as(file)
                    .startsWith("HTTP/1.1 200 ")
                    .containsIgnoringCase("Content-Encoding: gzip");
            sum += answer.head().length() + answer.body().length;
        }

        System.out.println(
                "the first page: " + sum + " bytes in " + firstFiles().size() + " files");
        assertThat(sum).isLessThan(MOST_BYTES);
    }

    @Test
    void everyFileThatThePageNamesIsThereAndOfItsType() throws IOException {
        assertThat(files()).hasSizeGreaterThan(20);
        assertThat(packed("/dashboard/main.js").head())
                .containsIgnoringCase("Content-Type: text/javascript; charset=utf-8");
        assertThat(packed("/dashboard/style.css").head()).containsIgnoringCase("Content-Type: text/css; charset=utf-8");
        assertThat(packed("/").head()).containsIgnoringCase("Content-Type: text/html; charset=utf-8");
        assertThat(packed("/dashboard/icon.svg").head()).containsIgnoringCase("Content-Type: image/svg+xml");
    }

    @Test
    void thePageContainsNoScriptNoStyleAndNoAddressOfAnotherHost() throws IOException {
        for (String file : files()) {
            String text = packed(file).text();
            assertThat(text)
                    .as(file)
                    .doesNotContainPattern(
                            "(?i)<script>|<style|\\sstyle=\"|\\son[a-z]+=\"|innerHTML|insertAdjacentHTML|eval\\(");
            assertThat(text.replace("http://www.w3.org/2000/svg", "").replace("http://127.0.0.1:8377/#link=...", ""))
                    .as(file)
                    .doesNotContainPattern("https?://");
        }
    }

    @Test
    void thePolicyAllowsOwnFilesAloneAndNoFrame() throws IOException {
        for (String file : files()) {
            assertThat(packed(file).head())
                    .as(file)
                    .containsIgnoringCase(
                            "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';")
                    .containsIgnoringCase("frame-ancestors 'none'")
                    .containsIgnoringCase("form-action 'none'")
                    .containsIgnoringCase("X-Frame-Options: DENY")
                    .containsIgnoringCase("X-Content-Type-Options: nosniff")
                    .containsIgnoringCase("Referrer-Policy: no-referrer")
                    .doesNotContain("unsafe");
        }
    }

    @Test
    void aBrowserWithoutPackingGetsItPlainAndOneThatHasItNothing() throws IOException {
        String answer = plain("/dashboard/dom.js");

        assertThat(answer)
                .startsWith("HTTP/1.1 200 ")
                .contains("export function h(")
                .doesNotContainIgnoringCase("Content-Encoding");
        String tag = answer.replaceFirst("(?is).*\netag: (\"[0-9a-f]+\").*", "$1");
        assertThat(plain("/dashboard/dom.js", "If-None-Match: " + tag)).startsWith("HTTP/1.1 304 ");
        assertThat(plain("/dashboard/dom.js", "If-None-Match: \"other\"")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void nothingButTheListedFilesIsServed() throws IOException {
        for (String path :
                new String[] {"/dashboard/..%2f..%2fsql%2fqueries%2fadd-run.sql", "/dashboard/index.html", "/dashboard/"
                }) {
            assertThat(plain(path)).as(path).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void aLinkFromAnotherSiteOpensThePageAndNothingElse() throws IOException {
        String[] follow = {"Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"};

        assertThat(plain("/?component=apollo", follow)).startsWith("HTTP/1.1 200 ");
        assertThat(plain("/dashboard/main.js", follow)).startsWith("HTTP/1.1 403 ");
        assertThat(plain("/metrics", follow)).startsWith("HTTP/1.1 403 ");
        assertThat(plain("/", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(plain("/", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: script"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(plain(
                        "/",
                        "Sec-Fetch-Site: same-site",
                        "Sec-Fetch-Mode: navigate",
                        "Sec-Fetch-Dest: document",
                        "Origin: null"))
                .startsWith("HTTP/1.1 403 ");
    }
}
