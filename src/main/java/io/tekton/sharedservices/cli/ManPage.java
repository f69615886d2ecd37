package io.tekton.sharedservices.cli;

import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.SharedOptions;
import io.tekton.sharedservices.cli.view.Filled;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** The manual page, by the table that the help texts are made of; in the macros of {@code man(7)}. */
public final class ManPage {
    /** Escapes make a line longer; formatters want at most 80 bytes. */
    private static final int WIDTH = 66;

    private final StringBuilder page = new StringBuilder();

    private ManPage() {}

    /** Prints the page; the build calls it. The arguments are the version and the date, as {@code 2026-01-31}. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        out.print(of(arguments[0], arguments[1]));
        out.flush();
    }

    static String of(String version, String date) {
        ManPage manual = new ManPage();
        manual.line(".TH SHARED\\-SERVICES 1 " + date + " \"Shared Services " + version + "\"");
        manual.section("NAME");
        manual.line("shared\\-services \\- ends CI processes that no registry knows");
        manual.section("SYNOPSIS");
        manual.line(".B shared\\-services\n.RI [ option \" ...] \" command \" [\" option \" ...]\"");
        manual.section("DESCRIPTION");
        manual.words("Finds processes of companion intelligence (CI) that no registry knows, proves that they are "
                + "orphans, ends them, and records why. It also keeps the CI configuration in line with the platform "
                + "registry. Both jobs run in one daemon, or once as commands.");
        manual.section("OPTIONS");
        manual.words("These options go with all commands, before or after the command.");
        manual.options(SharedOptions.addTo(new Options(), true));
        manual.section("COMMANDS");
        for (Command command : CommandLineProgram.commands()) {
            manual.command(command);
        }
        manual.page.append(CommandGuide.resource("/help/manual.txt"));
        return manual.page.toString();
    }

    private void command(Command command) {
        line(".SS " + escaped(command.name() + (command.operands().isEmpty() ? "" : " " + command.operands())));
        String summary = command.summary();
        words(Character.toUpperCase(summary.charAt(0)) + summary.substring(1) + ".");
        if (!command.details().isBlank()) {
            line(".PP");
            words(command.details());
        }
        options(command.options());
        for (CommandGuide.Example example : CommandGuide.examplesOf(command.name())) {
            line(".PP");
            words("Example: " + example.meaning());
            line(".RS 4\n.nf\n" + escaped("shared-services " + example.arguments()) + "\n.fi\n.RE");
        }
    }

    private void options(Options options) {
        for (Option option : options.getOptions()) {
            line(".TP");
            String brief = option.getOpt() == null ? "" : ", " + bold("-" + option.getOpt());
            String value = option.hasArg() ? " \\fI" + escaped(option.getArgName()) + "\\fR" : "";
            line(bold("--" + option.getLongOpt())
                    + brief
                    + (option.hasOptionalArg() ? " [" + value.strip() + "]" : value));
            words(Character.toUpperCase(option.getDescription().charAt(0))
                    + option.getDescription().substring(1) + ".");
        }
    }

    private void section(String name) {
        line(".SH " + name);
    }

    /** A sentence a line, as the formatter wants it. */
    private void words(String text) {
        for (String sentence : text.strip().split("(?<=[.:]) (?=[A-Z])|\n+")) {
            Filled.lines("", 0, sentence.strip(), WIDTH)
                    .lines()
                    .map(ManPage::escaped)
                    .forEach(this::line);
        }
    }

    private void line(String line) {
        page.append(line).append('\n');
    }

    private static String bold(String text) {
        return "\\fB" + escaped(text) + "\\fR";
    }

    private static String escaped(String text) {
        String plain = text.replace("\\", "\\e").replace("-", "\\-");
        return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
    }
}
