package io.tekton.sharedservices.notify;

import io.tekton.sharedservices.files.DurableFile;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Informs people under settings that may change. What they have heard of is kept in the state folder, so that a restart
 * says nothing twice and an end is reported after it too. Thread-safe; waits for nobody.
 */
public final class Notifier implements AutoCloseable {
    private static final String FILE = "notified";
    private static final String PING = "notify.ping-url";

    private final Path file;
    private final String host;
    private final BiConsumer<String, @Nullable String> trouble;
    private final Incidents incidents;
    private NotifySettings settings;
    private volatile Map<String, Outbox> receivers = Map.of();

    /**
     * @param trouble gets the name of a setting, and a clause when what it names does not get its messages, null when
     *     it does again; the same for the file of what people heard of
     */
    public Notifier(Path stateFolder, String host, NotifySettings first, BiConsumer<String, @Nullable String> trouble) {
        this.file = stateFolder.resolve(FILE);
        this.host = host;
        this.trouble = trouble;
        this.settings = first;
        this.incidents = new Incidents(host, read(file));
        open();
    }

    private static Set<String> read(Path file) {
        try {
            return Files.exists(file)
                    ? new TreeSet<>(Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                            .filter(line -> line.indexOf(' ') > 0)
                            .toList())
                    : Set.of();
        } catch (IOException e) {
            // then people hear of what lasts once more
            return Set.of();
        }
    }

    /** These apply from now on. What waits for a receiver that is named no more is given up. */
    public synchronized void use(NotifySettings next) {
        boolean same = next.equals(settings);
        settings = next;
        if (!same) {
            receivers.values().forEach(Outbox::close);
            open();
        }
    }

    private void open() {
        Map<String, Outbox> opened = new LinkedHashMap<>();
        settings.url()
                .ifPresent(url -> opened.put(
                        "notify.url",
                        outbox(
                                "notify.url",
                                message -> WebHook.post(
                                        url,
                                        MessageBody.of(
                                                message, settings.format().of(url))))));
        List<String> command = settings.command();
        if (!command.isEmpty()) {
            opened.put("notify.command", outbox("notify.command", message -> CommandHook.run(command, message)));
        }
        settings.pingUrl()
                .ifPresent(url ->
                        opened.put(PING, outbox(PING, message -> WebHook.post(ping(url, message), text(message)))));
        receivers = opened;
    }

    private Outbox outbox(String name, Outbox.Delivery delivery) {
        return new Outbox(name, delivery, what -> trouble.accept(name, what));
    }

    /**
     * Compares what is wrong now with what people have heard of, and informs them of the difference.
     *
     * @param unknown whether it is not known now how a subject is: then nothing that was reported of it has ended
     */
    public synchronized void update(List<Condition> present, Predicate<String> unknown, Instant now) {
        Set<String> before = incidents.reported();
        List<Notification> news = incidents.update(present, unknown, settings.isOff() ? Set.of() : settings.on(), now);
        if (settings.isOff()) {
            return;
        }
        for (Notification one : news) {
            receivers.forEach((name, receiver) -> {
                if (!name.equals(PING)) {
                    receiver.add(one);
                }
            });
        }
        if (!incidents.reported().equals(before)) {
            remember();
        }
    }

    private void remember() {
        try {
            DurableFile.replace(
                    file,
                    (String.join("\n", new TreeSet<>(incidents.reported())) + "\n").getBytes(StandardCharsets.UTF_8));
            trouble.accept(FILE, null);
        } catch (IOException e) {
            // people have heard of it all the same; after a restart they hear of it again
            trouble.accept(FILE, "what people heard of cannot be kept in " + file + ": " + Causes.of(e));
        }
    }

    /** The beginning, the good end or the bad end of a scheduled cleanup, for {@code notify.ping-url}. */
    public enum Ping {
        START,
        SUCCESS,
        FAIL
    }

    /** Waits for nothing: a job calls it. */
    public void ping(Ping ping, String text, Instant now) {
        Outbox receiver = receivers.get(PING);
        if (receiver != null) {
            receiver.add(new Notification(ping.name(), false, host, "orphan-cleanup", null, text, now));
        }
    }

    private static URI ping(URI url, Notification message) {
        String end = switch (message.kind()) {
            case "START" -> "/start";
            case "FAIL" -> "/fail";
            default -> "";
        };
        String base = url.toString();
        return URI.create((base.endsWith("/") && !end.isEmpty() ? base.substring(0, base.length() - 1) : base) + end);
    }

    private static MessageBody text(Notification message) {
        return new MessageBody(
                "text/plain; charset=utf-8", Map.of(), message.text().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The result of a trial.
     *
     * @param problem null where the message arrived
     */
    public record Trial(String setting, @Nullable String problem) {}

    /** Sends a trial message to every receiver, and waits for each. */
    public static List<Trial> trials(NotifySettings settings, String host, Instant now) {
        Notification message = new Notification(
                Notification.TEST,
                false,
                host,
                "test",
                null,
                "This is a trial notification, requested with \"shared-services notify test\".",
                now);
        List<Trial> trials = new ArrayList<>();
        settings.url()
                .ifPresent(url -> trials.add(trial(
                        "notify.url",
                        message,
                        one -> WebHook.post(
                                url, MessageBody.of(one, settings.format().of(url))))));
        if (!settings.command().isEmpty()) {
            trials.add(trial("notify.command", message, one -> CommandHook.run(settings.command(), one)));
        }
        settings.pingUrl().ifPresent(url -> trials.add(trial(PING, message, one -> WebHook.post(url, text(one)))));
        return trials;
    }

    private static Trial trial(String setting, Notification message, Outbox.Delivery delivery) {
        try {
            delivery.deliver(message);
            return new Trial(setting, null);
        } catch (DeliveryException e) {
            return new Trial(setting, e.getMessage());
        }
    }

    @Override
    public synchronized void close() {
        receivers.values().forEach(Outbox::close);
        receivers = Map.of();
    }
}
