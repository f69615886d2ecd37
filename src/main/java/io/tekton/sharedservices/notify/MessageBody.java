package io.tekton.sharedservices.notify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A notification in the form that its receiver takes.
 *
 * @param headers beside {@code Content-Type}
 */
record MessageBody(String contentType, Map<String, String> headers, byte[] bytes) {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** Discord takes no longer message. */
    private static final int DISCORD_LIMIT = 2_000;

    static MessageBody of(Notification notification, Format format) {
        return switch (format) {
            case AUTO, JSON -> json(whole(notification));
            case SLACK, MATTERMOST -> json(fields("text", sentence(notification)));
            case DISCORD -> json(fields("content", cut(sentence(notification))));
            case NTFY -> plain(notification);
        };
    }

    /** The object that {@code notify.url} gets by default, and {@code notify.command} always. */
    static byte[] jsonOf(Notification notification) {
        return json(whole(notification)).bytes();
    }

    private static Map<String, Object> whole(Notification notification) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("title", notification.title());
        fields.put("text", notification.text());
        fields.put("kind", notification.kind());
        fields.put("recovered", notification.recovered());
        fields.put("host", notification.host());
        fields.put("subject", notification.subject());
        fields.put("run", notification.run());
        fields.put("at", notification.at().toString());
        return fields;
    }

    private static Map<String, Object> fields(String name, String value) {
        return Map.of(name, value);
    }

    private static String sentence(Notification notification) {
        return notification.title() + "\n" + notification.text();
    }

    private static String cut(String text) {
        return text.length() <= DISCORD_LIMIT ? text : text.substring(0, DISCORD_LIMIT - 1) + "…";
    }

    /** ntfy reads a header as UTF-8 only where it is encoded, and a title of ours is ASCII but for odd host names. */
    private static MessageBody plain(Notification notification) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Title", notification.title().replaceAll("[^ -~]", "?"));
        headers.put("Priority", notification.recovered() ? "default" : "high");
        headers.put("Tags", notification.recovered() ? "white_check_mark" : "warning");
        return new MessageBody(
                "text/plain; charset=utf-8", headers, notification.text().getBytes(StandardCharsets.UTF_8));
    }

    private static MessageBody json(Map<String, Object> fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            out.writeStartObject();
            for (Map.Entry<String, Object> field : fields.entrySet()) {
                Object value = field.getValue();
                if (value == null) {
                    out.writeNullField(field.getKey());
                } else if (value instanceof Boolean flag) {
                    out.writeBooleanField(field.getKey(), flag);
                } else {
                    out.writeStringField(field.getKey(), value.toString());
                }
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot fail", e);
        }
        return new MessageBody("application/json", Map.of(), text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
