package io.tekton.sharedservices.cli;

import static io.tekton.sharedservices.cli.ManText.bold;
import static io.tekton.sharedservices.cli.ManText.capitalized;
import static io.tekton.sharedservices.cli.ManText.escaped;

import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.SharedOptions;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** The manual page of the commands, by the table that the help texts are made of. */
public final class ManPage {
    private final ManText page;

    private ManPage(ManText page) {
        this.page = page;
    }

    /** Prints the page; the build calls it. The arguments are the version and the date, as {@code 2026-01-31}. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        out.print(of(arguments[0], arguments[1]));
        out.flush();
    }

    static String of(String version, String date) {
        ManText page = new ManText("SHARED-SERVICES", 1, version, date);
        ManPage manual = new ManPage(page);
        page.section("NAME");
        page.line("shared\\-services \\- ends CI processes that no registry knows");
        page.section("SYNOPSIS");
        page.line(".B shared\\-services\n.RI [ option \" ...] \" command \" [\" option \" ...]\"");
        page.section("DESCRIPTION");
        page.words("Finds processes of companion intelligence (CI) that no registry knows, proves that they are "
                + "orphans, ends them, and records why. It also keeps the CI configuration in line with the platform "
                + "registry. Both jobs run in one daemon, or once as commands.");
        page.section("OPTIONS");
        page.words("These options can be used with all commands, before or after the command.");
        manual.options(SharedOptions.addTo(new Options(), true));
        page.section("COMMANDS");
        for (Command command : CommandLineProgram.commands()) {
            manual.command(command);
        }
        return page + CommandGuide.resource("/help/manual.txt");
    }

    private void command(Command command) {
        page.line(".SS " + escaped(command.name() + (command.operands().isEmpty() ? "" : " " + command.operands())));
        page.words(capitalized(command.summary()) + ".");
        if (!command.details().isBlank()) {
            page.line(".PP");
            page.words(command.details());
        }
        options(command.options());
        for (CommandGuide.Example example : CommandGuide.examplesOf(command.name())) {
            page.line(".PP");
            page.words("Example: " + example.meaning());
            page.line(".RS 4\n.nf\n" + escaped("shared-services " + example.arguments()) + "\n.fi\n.RE");
        }
    }

    private void options(Options options) {
        for (Option option : options.getOptions()) {
            page.line(".TP");
            String brief = option.getOpt() == null ? "" : ", " + bold("-" + option.getOpt());
            String value = option.hasArg() ? " \\fI" + escaped(option.getArgName()) + "\\fR" : "";
            page.line(bold("--" + option.getLongOpt())
                    + brief
                    + (option.hasOptionalArg() ? " [" + value.strip() + "]" : value));
            page.words(capitalized(option.getDescription()) + ".");
        }
    }
}
