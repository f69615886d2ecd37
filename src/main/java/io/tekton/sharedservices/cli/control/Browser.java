package io.tekton.sharedservices.cli.control;

import io.tekton.sharedservices.api.PrivateFile;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The desktop's way to open a page.
 *
 * @param opener the program that does it, such as {@code xdg-open}
 */
public record Browser(String opener) {
    /** Empty where there is no desktop. */
    public static Optional<Browser> of(Map<String, String> environment) {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (system.contains("mac")) {
            return Optional.of(new Browser("open"));
        }
        boolean desktop = !environment.getOrDefault("DISPLAY", "").isEmpty()
                || !environment.getOrDefault("WAYLAND_DISPLAY", "").isEmpty();
        return desktop ? Optional.of(new Browser("xdg-open")) : Optional.empty();
    }

    /**
     * Opens it through a file that only this user can read. Every user of the host can read a command line, and the
     * first to follow the link would be logged in.
     */
    public void open(String url, Path folder, Terminal terminal) {
        Path page = folder.resolve("dashboard.html");
        try {
            new PrivateFile(page)
                    .write("<!DOCTYPE html><meta charset=utf-8><title>Shared Services</title>"
                            + "<meta http-equiv=refresh content=\"0;url=" + url + "\"><a href=\"" + url
                            + "\">To the dashboard</a>\n");
            Process process = new ProcessBuilder(List.of(opener, page.toString()))
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
        } catch (IOException e) {
            terminal.error("no browser could be opened (" + Causes.of(e) + "); follow the link above");
        }
    }
}
