package io.tekton.sharedservices.cli.command.host;

import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.api.json.HostCodecs;
import io.tekton.sharedservices.cleanup.survey.Suspects;
import io.tekton.sharedservices.cleanup.verdict.AgeText;
import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.view.RunView;
import io.tekton.sharedservices.cli.view.Table;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.process.ProcessFacts.Memory;
import io.tekton.sharedservices.text.Sizes;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;

/** {@code suspects}: processes with signs of being left behind, and no proof. */
public final class SuspectsCommand implements Command {
    @Override
    public String name() {
        return "suspects";
    }

    @Override
    public String summary() {
        return "processes with two or more signs of being left behind and no proof; none is signalled";
    }

    @Override
    public String details() {
        return "Each sign is true of living daemons, too. Check a process before you end it; explain PID shows more.";
    }

    @Override
    public int run(CommandLine line, Context context) {
        Suspects suspects;
        try (SharedServices services = context.openExisting(context.settings(List.of()), "suspects")) {
            suspects = services.suspects(ClientContext.ofThisProcess());
        }
        Terminal terminal = context.terminal();
        if (context.wantsJson()) {
            terminal.line(context.json()
                    .document(json ->
                            context.json().fields(json, HostCodecs.SUSPECTS, HostCodecs.Suspected.of(suspects))));
        } else {
            print(suspects, terminal);
        }
        return ExitCode.DONE;
    }

    private static void print(Suspects suspects, Terminal terminal) {
        if (suspects.found().isEmpty()) {
            terminal.line("No suspects: none of " + suspects.scanned() + " processes has two signs and no proof");
        } else {
            Table table = new Table("PID", "AGE", "MEMORY", "USER", "SIGNS", "COMMAND").spare("USER", "AGE");
            for (Suspects.Suspect suspect : suspects.found()) {
                Memory memory = suspect.memory();
                table.row(
                        Integer.toString(suspect.identity().pid()),
                        AgeText.words(Duration.ofSeconds(suspect.ageSeconds())),
                        memory == null ? "-" : Sizes.words(memory.bytes()) + " " + memory.kind(),
                        RunView.orDash(suspect.user()),
                        suspect.signs().stream()
                                .map(found -> found.sign().word())
                                .collect(Collectors.joining(",")),
                        suspect.command());
            }
            table.print(terminal);
            terminal.line("");
            terminal.sentences(suspects.found().size() + " of " + suspects.scanned() + " processes, "
                    + Sizes.words(suspects.memoryBytes()) + ". Signs are no proof: none is ever signalled.");
        }
        suspects.notes().forEach(note -> terminal.sentences("Note: " + note));
    }
}
