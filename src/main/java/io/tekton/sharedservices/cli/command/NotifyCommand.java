package io.tekton.sharedservices.cli.command;

import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.option.UsageException;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.notify.Notifier;
import io.tekton.sharedservices.process.HostName;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/** {@code notify test}: a trial notification to every receiver that the settings name. */
public final class NotifyCommand implements Command {
    @Override
    public String name() {
        return "notify";
    }

    @Override
    public String summary() {
        return "\"notify test\" sends a trial notification to every receiver that the settings name";
    }

    @Override
    public String operands() {
        return "test";
    }

    @Override
    public String details() {
        return "Exit code 0 if every receiver took it, 1 if one did not.";
    }

    @Override
    public int run(CommandLine line, Context context) {
        if (!line.getArgList().equals(List.of("test"))) {
            throw new UsageException("notify needs the operand \"test\"");
        }
        ServiceSettings settings = context.settings(List.of());
        if (settings.notifications().isOff()) {
            throw new UsageException("there is no receiver: set notify.url, notify.ping-url or notify.command");
        }
        List<Notifier.Trial> trials = Notifier.trials(
                settings.notifications(), HostName.read(), context.clock().instant());
        Terminal terminal = context.terminal();
        if (context.wantsJson()) {
            terminal.line(context.json().document(json -> {
                json.writeArrayFieldStart("trials");
                for (Notifier.Trial trial : trials) {
                    json.writeStartObject();
                    json.writeStringField("setting", trial.setting());
                    json.writeBooleanField("arrived", trial.problem() == null);
                    context.json().text(json, "problem", trial.problem());
                    json.writeEndObject();
                }
                json.writeEndArray();
            }));
        } else {
            for (Notifier.Trial trial : trials) {
                if (trial.problem() == null) {
                    terminal.sentences(trial.setting() + ": it arrived", 0, terminal::green);
                } else {
                    terminal.sentences(trial.setting() + ": it did not arrive: " + trial.problem(), 0, terminal::red);
                }
            }
        }
        return trials.stream().allMatch(trial -> trial.problem() == null) ? ExitCode.DONE : ExitCode.FAILED;
    }
}
