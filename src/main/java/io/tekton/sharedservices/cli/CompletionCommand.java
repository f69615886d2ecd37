package io.tekton.sharedservices.cli;

import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.option.UsageException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/** {@code completion bash|zsh|fish}: prints the completion script of a shell. */
final class CompletionCommand implements Command {
    private final CompletionTable table;

    /** @param others all other commands; this one completes itself, too */
    CompletionCommand(List<Command> others) {
        List<Command> all = new ArrayList<>(others);
        all.add(this);
        this.table = new CompletionTable(all);
    }

    @Override
    public String name() {
        return "completion";
    }

    @Override
    public String summary() {
        return "prints the completion script of a shell";
    }

    @Override
    public String operands() {
        return "bash|zsh|fish";
    }

    @Override
    public String details() {
        return "bash: source <(shared-services completion bash). zsh: the same, after compinit. fish: shared-services "
                + "completion fish | source. Put that line into the file that your shell reads at its start.";
    }

    @Override
    public boolean reports() {
        return false;
    }

    @Override
    public int run(CommandLine line, Context context) {
        List<String> operands = line.getArgList();
        String shell = operands.size() == 1 ? operands.get(0) : "";
        String script = switch (shell) {
            case "bash" -> new BashCompletion(table).script();
            case "zsh" -> new ZshCompletion(table).script();
            case "fish" -> new FishCompletion(table).script();
            default -> throw new UsageException("completion takes bash, zsh or fish");
        };
        context.terminal().out().print(script);
        return ExitCode.DONE;
    }
}
