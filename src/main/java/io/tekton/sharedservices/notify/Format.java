package io.tekton.sharedservices.notify;

import java.net.URI;
import java.util.Locale;

/** Whose form of message {@code notify.url} takes. */
public enum Format {
    /** By the host of the URL; {@link #JSON} where it says nothing. */
    AUTO,
    /** One object, described in docs/notifications.md. */
    JSON,
    /** {@code {"text": ...}}, as Slack's incoming webhooks take it. */
    SLACK,
    /** {@code {"content": ...}}, as Discord's webhooks take it, 2,000 characters at most. */
    DISCORD,
    /** {@code {"text": ...}}, as Mattermost's incoming webhooks take it. */
    MATTERMOST,
    /**
     * Plain text with the headers {@code Title}, {@code Priority} and {@code Tags}, as ntfy takes it at a topic's URL.
     */
    NTFY;

    /** The form that is sent to this address. */
    Format of(URI url) {
        if (this != AUTO) {
            return this;
        }
        String host = url.getHost().toLowerCase(Locale.ROOT);
        if (host.equals("hooks.slack.com")) {
            return SLACK;
        }
        if (host.equals("discord.com") || host.equals("discordapp.com")) {
            return DISCORD;
        }
        return host.equals("ntfy.sh") ? NTFY : JSON;
    }
}
