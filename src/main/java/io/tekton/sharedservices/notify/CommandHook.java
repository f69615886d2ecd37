package io.tekton.sharedservices.notify;

import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that gets a notification as JSON on its standard input. It has half a minute. */
final class CommandHook {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private CommandHook() {}

    /**
     * Runs it. An interrupt ends the wait; the program goes on.
     *
     * @throws DeliveryException if it cannot be run, takes too long, or ends with another exit code than 0
     */
    static void run(List<String> command, Notification notification) throws DeliveryException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("NOTIFY_KIND", notification.kind());
        builder.environment().put("NOTIFY_RECOVERED", Boolean.toString(notification.recovered()));
        builder.environment().put("NOTIFY_TITLE", notification.title().replace('\0', ' '));
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new DeliveryException("the command cannot be run: " + Causes.of(e), true);
        }
        try (OutputStream in = process.getOutputStream()) {
            in.write(MessageBody.jsonOf(notification));
        } catch (IOException e) {
            // it need not read
        }
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                // our own child, by its handle
                process.destroyForcibly();
                throw new DeliveryException("the command took more than " + PATIENCE.toSeconds() + " s", true);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DeliveryException("the wait for the command was interrupted", false);
        }
        if (process.exitValue() != 0) {
            throw new DeliveryException("the command ended with exit code " + process.exitValue(), true);
        }
    }
}
