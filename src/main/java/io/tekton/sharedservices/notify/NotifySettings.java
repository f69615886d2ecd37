package io.tekton.sharedservices.notify;

import io.tekton.sharedservices.settings.InvalidValueException;
import io.tekton.sharedservices.settings.SettingsReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who is informed, of what.
 *
 * @param url gets a POST for each notification
 * @param pingUrl is asked at each scheduled cleanup, as Healthchecks has it: {@code /start}, itself, {@code /fail}
 * @param command an absolute path and arguments; gets the notification as JSON on its standard input
 * @param on the kinds that people want to hear of
 */
public record NotifySettings(
        Optional<URI> url, Format format, Optional<URI> pingUrl, List<String> command, Set<Kind> on) {
    private static final String ALL = "all";

    public NotifySettings {
        command = List.copyOf(command);
        on = Set.copyOf(on);
    }

    /** Reads its section; faults stay with the reader. */
    public static NotifySettings read(SettingsReader reader) {
        Optional<URI> url = reader.optionalValue("notify.url", NotifySettings::address);
        Format format = reader.oneOf("notify.format", Format.AUTO);
        Optional<URI> pingUrl = reader.optionalValue("notify.ping-url", NotifySettings::address);
        List<String> command =
                reader.optionalValue("notify.command", NotifySettings::command).orElse(List.of());
        if (!command.isEmpty() && !isProgram(command.get(0))) {
            // no reason to keep the daemon from its jobs
            reader.warning("notify.command names " + command.get(0) + ", which cannot be run now");
        }
        Set<Kind> on = reader.value("notify.on", ALL, NotifySettings::kinds);
        return new NotifySettings(url, format, pingUrl, command, on);
    }

    /** Whether anybody is informed of anything. */
    public boolean isOff() {
        return url.isEmpty() && pingUrl.isEmpty() && command.isEmpty();
    }

    private static URI address(String text) {
        try {
            URI uri = new URI(text);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if ((scheme.equals("http") || scheme.equals("https"))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw wrongAddress(e);
        }
        throw wrongAddress(null);
    }

    private static InvalidValueException wrongAddress(@Nullable Throwable cause) {
        InvalidValueException wrong = new InvalidValueException(
                "is no address that can be asked", "http://HOST/PATH or https://HOST/PATH, without a user in it");
        if (cause != null) {
            wrong.addSuppressed(cause);
        }
        return wrong;
    }

    private static boolean isProgram(String name) {
        try {
            Path program = Path.of(name);
            return Files.isExecutable(program) && !Files.isDirectory(program);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Words parted by blanks; no shell reads them. */
    private static List<String> command(String text) {
        List<String> words = Arrays.asList(text.strip().split("\\s+"));
        if (!words.get(0).startsWith("/")) {
            throw new InvalidValueException(
                    "does not begin with the path of a program",
                    "the absolute path of a program, and arguments parted by blanks; no shell reads it");
        }
        return words;
    }

    private static Set<Kind> kinds(String text) {
        if (text.strip().equals(ALL)) {
            return EnumSet.allOf(Kind.class);
        }
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (String word : text.split(",", -1)) {
            kinds.add(Arrays.stream(Kind.values())
                    .filter(kind -> kind.word().equals(word.strip()))
                    .findFirst()
                    .orElseThrow(() -> new InvalidValueException(
                            "has '" + word.strip() + "', which is no kind of notification",
                            ALL + ", or a comma list of "
                                    + Arrays.stream(Kind.values())
                                            .map(Kind::word)
                                            .collect(Collectors.joining(", ")))));
        }
        return kinds;
    }
}
