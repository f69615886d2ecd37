package io.tekton.sharedservices.cli;

import static io.tekton.sharedservices.cli.ManText.capitalized;
import static io.tekton.sharedservices.cli.ManText.escaped;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The manual page of the settings, made of docs/settings.md: its paragraphs, and its table of three columns. */
public final class SettingsManPage {
    private static final Pattern LINK = Pattern.compile("\\[[^]]*]\\(([^)#\\s]+)(#[^)]*)?\\)");

    /** What delimits text in one font; such text has no other markup in it. */
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");

    private static final Pattern EMPHASIS = Pattern.compile("\\*([A-Za-z][^*`]*)\\*");

    private SettingsManPage() {}

    /**
     * Prints the page; the build calls it. The arguments are the version, the date, as {@code 2026-01-31}, and the path
     * of docs/settings.md.
     */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        out.print(of(arguments[0], arguments[1], Files.readString(Path.of(arguments[2]))));
        out.flush();
    }

    /** @throws IllegalArgumentException if the document has another form than the one that this can read */
    static String of(String version, String date, String document) {
        ManText page = new ManText("SHARED-SERVICES", 5, version, date);
        page.section("NAME");
        page.line("shared\\-services \\- settings of shared\\-services, in quartz.properties");
        page.section("DESCRIPTION");
        int settings = 0;
        String before = "";
        for (String block : document.strip().split("\n\n+")) {
            if (block.startsWith("| key |")) {
                page.section("SETTINGS");
                for (String row : block.lines().skip(2).toList()) {
                    setting(page, row);
                    settings++;
                }
                page.section("VALUES");
                before = "";
            } else if (!block.startsWith("# ")) {
                page.line(before);
                page.escapedWords(formatted(block.replace('\n', ' ')));
                before = ".PP\n";
            }
        }
        if (settings == 0) {
            throw new IllegalArgumentException("no table that begins with \"| key |\"");
        }
        page.section("FILES");
        page.line(".TP\n.I quartz.properties");
        page.words("Beside bin, with a comment on each setting.");
        page.line(".TP\n.I /etc/shared\\-services/quartz.properties");
        page.words("The same file as the Debian package installs it.");
        page.section("SEE ALSO");
        page.line(".BR shared\\-services (1)");
        return page.toString().replaceAll("\n\n+", "\n");
    }

    private static void setting(ManText page, String row) {
        String[] cells = row.split("\\|", -1);
        if (cells.length != 5) {
            throw new IllegalArgumentException("a row without three cells: " + row);
        }
        page.line(".TP");
        page.line(formatted(cells[1]));
        page.escapedWords(formatted(capitalized(cells[3].strip())) + ".");
        String initial = cells[2].strip();
        if (!initial.isEmpty()) {
            page.line(".br");
            page.escapedWords("Default: " + formatted(initial) + ".");
        }
    }

    /** Markdown in the escapes of {@code roff(7)}; a link becomes the path of its file. */
    private static String formatted(String markdown) {
        String plain = LINK.matcher(markdown.strip()).replaceAll("docs/$1");
        String text = CODE.matcher(escaped(plain)).replaceAll("\\\\fB$1\\\\fR");
        return EMPHASIS.matcher(text).replaceAll("\\\\fI$1\\\\fR");
    }
}
