package io.tekton.sharedservices.cli;

import io.tekton.sharedservices.audit.RecordedVerdict;
import io.tekton.sharedservices.cleanup.Ages;
import io.tekton.sharedservices.cleanup.Explanation;
import java.time.Duration;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code explain PID}: why a process would, or would not, be ended now. */
final class ExplainCommand implements Command {
    @Override
    public String name() {
        return "explain";
    }

    @Override
    public String summary() {
        return "every rule that applies to one process, in order, and the verdict";
    }

    @Override
    public String operands() {
        return "PID";
    }

    @Override
    public Options options() {
        return new OptionSpecs().options();
    }

    @Override
    public int run(CommandLine line, Context context) {
        List<String> operands = line.getArgList();
        if (operands.size() != 1) {
            throw new UsageException("explain takes one PID, not " + operands.size() + " operands");
        }
        int pid = Arguments.number("PID", operands.get(0), 1, Integer.MAX_VALUE);
        Explanation.Answer answer = context.explain(pid);
        Terminal terminal = context.terminal();
        if (answer instanceof Explanation.Answer.NoSuchProcess) {
            terminal.error("there is no process " + pid);
            return ExitCode.FAILED;
        }
        if (answer instanceof Explanation.Answer.Unreadable unreadable) {
            terminal.error("process " + pid + " cannot be read (" + Printable.of(unreadable.why())
                    + "): what is not known is not proven, so it is never an orphan");
            return ExitCode.FAILED;
        }
        if (answer instanceof Explanation.Answer.Refused refused) {
            terminal.error(
                    "no verdict: a cleanup would be refused now (" + refused.reason() + "): " + refused.message());
            return ExitCode.REFUSED;
        }
        Explanation explanation = ((Explanation.Answer.Explained) answer).explanation();
        if (context.wantsJson()) {
            json(explanation, context);
        } else {
            print(explanation, terminal);
        }
        return ExitCode.DONE;
    }

    private static void json(Explanation explanation, Context context) {
        context.terminal().line(context.json().document(json -> {
            json.writeObjectFieldStart("verdict");
            context.json().verdictFields(json, explanation.verdict());
            json.writeEndObject();
            json.writeArrayFieldStart("matching");
            for (Explanation.Matching rule : explanation.matching()) {
                json.writeStartObject();
                json.writeStringField("name", rule.name());
                json.writeStringField("text", rule.text());
                json.writeBooleanField("matches", rule.matches());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("rules");
            for (Explanation.Judging rule : explanation.judging()) {
                json.writeStartObject();
                json.writeStringField("rule", rule.rule());
                json.writeBooleanField("spares", rule.spares());
                json.writeStringField("because", rule.because());
                json.writeEndObject();
            }
            json.writeEndArray();
        }));
    }

    private static void print(Explanation explanation, Terminal terminal) {
        RecordedVerdict verdict = explanation.verdict();
        terminal.line(terminal.bold("Process " + verdict.identity().pid()));
        terminal.line("  command    " + verdict.command());
        terminal.line("  user       " + RunView.orDash(verdict.user()));
        terminal.line("  component  " + RunView.orDash(verdict.component()));
        terminal.line("  started    " + terminal.local(verdict.startedAt()) + ", "
                + Ages.words(Duration.ofSeconds(verdict.ageSeconds())) + " ago");
        terminal.line("  parents    " + (verdict.lineage().isEmpty() ? "-" : verdict.lineage()));
        terminal.line("");
        terminal.line("Match rules");
        for (Explanation.Matching rule : explanation.matching()) {
            String mark = rule.matches() ? "names it  " : "-         ";
            String text = "  " + mark + rule.name() + ": " + rule.text();
            terminal.line(rule.matches() ? terminal.bold(text) : text);
        }
        if (!explanation.judging().isEmpty()) {
            terminal.line("");
            terminal.line("Verdict rules; the first that spares it decides");
            boolean decided = false;
            for (Explanation.Judging rule : explanation.judging()) {
                String text =
                        "  " + (rule.spares() ? "spares    " : "-         ") + rule.rule() + ": " + rule.because();
                terminal.line(decided ? terminal.dim(text) : rule.spares() ? terminal.green(text) : text);
                decided |= rule.spares();
            }
        }
        terminal.line("");
        terminal.line(terminal.bold("Verdict: " + verdict.decision() + " (" + verdict.rule() + ")") + ": "
                + verdict.explanation());
    }
}
