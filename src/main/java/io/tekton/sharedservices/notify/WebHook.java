package io.tekton.sharedservices.notify;

import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;

/**
 * One request to an address of the settings. A redirect is not followed: what it leads to is not what the operator
 * named, and a message may hold what others must not read.
 */
final class WebHook {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int LARGEST_ANSWER = 64 * 1024;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;

    private WebHook() {}

    /** @throws DeliveryException if it did not answer with 2xx */
    static void post(URI url, MessageBody body) throws DeliveryException {
        try {
            HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
            connection.setInstanceFollowRedirects(false);
            connection.setConnectTimeout((int) CONNECT.toMillis());
            connection.setReadTimeout((int) ANSWER.toMillis());
            connection.setUseCaches(false);
            connection.setDoOutput(true);
            connection.setRequestMethod("POST");
            connection.setRequestProperty("User-Agent", "shared-services");
            connection.setRequestProperty("Content-Type", body.contentType());
            body.headers().forEach(connection::setRequestProperty);
            connection.setFixedLengthStreamingMode(body.bytes().length);
            try {
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(body.bytes());
                }
                judge(connection.getResponseCode());
                drain(connection);
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            throw new DeliveryException(withoutPath(Causes.of(e), url), true);
        }
    }

    private static void judge(int status) throws DeliveryException {
        if (status / 100 == 2) {
            return;
        }
        if (status / 100 == 3) {
            throw new DeliveryException(
                    "it redirects (HTTP status " + status + "), which is not followed: name the place itself", false);
        }
        boolean later = status / 100 == 5 || status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS;
        throw new DeliveryException("HTTP status " + status, later);
    }

    private static void drain(HttpURLConnection connection) throws IOException {
        try (InputStream in = connection.getInputStream()) {
            in.readNBytes(LARGEST_ANSWER);
        }
    }

    /** A webhook's path is its secret. */
    private static String withoutPath(String cause, URI url) {
        return cause.replace(url.toString(), url.getScheme() + "://" + url.getHost() + "/...");
    }
}
