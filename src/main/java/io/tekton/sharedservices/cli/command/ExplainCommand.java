package io.tekton.sharedservices.cli.command;

import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.api.json.HostCodecs;
import io.tekton.sharedservices.api.json.LeftoverJson;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.cleanup.verdict.AgeText;
import io.tekton.sharedservices.cli.option.Arguments;
import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.cli.option.UsageException;
import io.tekton.sharedservices.cli.view.LeftoversView;
import io.tekton.sharedservices.cli.view.Printable;
import io.tekton.sharedservices.cli.view.RunView;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.leftover.LeftoverScan;
import io.tekton.sharedservices.process.HostName;
import io.tekton.sharedservices.process.ProcessFacts;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;

/** {@code explain PID}: why a process would, or would not, be ended now. */
public final class ExplainCommand implements Command {
    private static final long KIB = 1024;

    @Override
    public String name() {
        return "explain";
    }

    @Override
    public String summary() {
        return "every rule that applies to one process or path, in order, and the verdict";
    }

    @Override
    public String operands() {
        return "PID|PATH";
    }

    @Override
    public int run(CommandLine line, Context context) {
        List<String> operands = line.getArgList();
        if (operands.size() != 1) {
            throw new UsageException("explain takes one PID or PATH, not " + operands.size() + " operands");
        }
        if (operands.get(0).indexOf('/') >= 0) {
            return path(operands.get(0), context);
        }
        int pid = Arguments.number("PID", operands.get(0), 1, Integer.MAX_VALUE);
        Explanation.Answer answer;
        ServiceSettings settings = context.settings(List.of());
        try (SharedServices services = context.openExisting(settings, "explain " + pid)) {
            answer = services.explain(pid, ClientContext.ofThisProcess());
        }
        Terminal terminal = context.terminal();
        settings.cleanup().redaction().warnings().forEach(warning -> terminal.error("warning: " + warning));
        if (answer instanceof Explanation.Answer.NoSuchProcess) {
            terminal.error("there is no process " + pid);
            return ExitCode.FAILED;
        }
        if (answer instanceof Explanation.Answer.Unreadable unreadable) {
            terminal.error("process " + pid + " cannot be read (" + Printable.of(unreadable.why())
                    + "): nothing is proved, so it is never an orphan");
            return ExitCode.FAILED;
        }
        Explanation explanation = ((Explanation.Answer.Explained) answer).explanation();
        if (context.wantsJson()) {
            json(explanation, context);
        } else {
            print(explanation, terminal);
        }
        return ExitCode.DONE;
    }

    /** Of a file, folder or socket that may be a leftover. It asks no daemon, and changes nothing. */
    private static int path(String given, Context context) {
        String path = Arguments.path(given).normalize().toString();
        if (Files.notExists(Path.of(path), LinkOption.NOFOLLOW_LINKS)) {
            context.terminal().error(Printable.of(path) + " does not exist");
            return ExitCode.FAILED;
        }
        ServiceSettings settings = context.settings(List.of());
        LeftoverScan.Found found =
                new LeftoverScan(settings.leftovers(), context.processes(), HostName.read(), context.clock()).of(path);
        if (context.wantsJson()) {
            context.terminal()
                    .line(context.json()
                            .document(json -> new LeftoverJson(context.json()).explanation(json, path, found)));
        } else {
            new LeftoversView(context.terminal(), context.clock().instant())
                    .explain(path, settings.leftovers().rules(), found);
        }
        return ExitCode.DONE;
    }

    private static void json(Explanation explanation, Context context) {
        context.terminal()
                .line(context.json()
                        .document(json -> context.json().fields(json, HostCodecs.EXPLANATION, explanation)));
    }

    private static void print(Explanation explanation, Terminal terminal) {
        RecordedVerdict verdict = explanation.verdict();
        terminal.line(terminal.bold("Process " + verdict.identity().pid()));
        terminal.sentences("  command    " + verdict.command(), 13);
        terminal.line("  user       " + RunView.orDash(verdict.user()));
        terminal.line("  component  " + RunView.orDash(verdict.component()));
        terminal.line("  started    " + terminal.local(verdict.startedAt()) + ", "
                + AgeText.words(Duration.ofSeconds(verdict.ageSeconds())) + " ago");
        terminal.sentences("  parents    " + (verdict.lineage().isEmpty() ? "-" : verdict.lineage()), 13);
        facts(explanation.facts(), terminal);
        terminal.line("");
        terminal.line("Match rules");
        for (Explanation.Matching rule : explanation.matching()) {
            String mark = rule.matches() ? "names it  " : "-         ";
            String text = "  " + mark + rule.name() + ": " + rule.text();
            terminal.sentences(text, 12, rule.matches() ? terminal::bold : UnaryOperator.identity());
        }
        if (!explanation.judging().isEmpty()) {
            terminal.line("");
            terminal.line("Verdict rules; the first that spares it decides");
            boolean decided = false;
            for (Explanation.Judging rule : joined(explanation.judging())) {
                String text = "  " + (rule.open() ? "open      " : rule.spares() ? "spares    " : "-         ")
                        + rule.rule() + ": " + rule.because();
                terminal.sentences(
                        text, 12, decided ? terminal::dim : rule.spares() ? terminal::green : UnaryOperator.identity());
                decided |= rule.spares();
            }
        }
        terminal.line("");
        String decision = explanation.open() == null ? verdict.decision() + " (" + verdict.rule() + ")" : "open";
        terminal.sentences(terminal.bold("Verdict: " + decision) + ": " + verdict.explanation());
    }

    /** Rules in a row that pass for the same reason, such as those that ask for owners, as one. */
    private static List<Explanation.Judging> joined(List<Explanation.Judging> rules) {
        List<Explanation.Judging> joined = new ArrayList<>();
        for (Explanation.Judging rule : rules) {
            Explanation.Judging last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            boolean same = last != null
                    && !last.spares()
                    && !rule.spares()
                    && !last.open()
                    && !rule.open()
                    && last.because().equals(rule.because());
            if (last != null && same) {
                joined.set(
                        joined.size() - 1,
                        new Explanation.Judging(last.rule() + ", " + rule.rule(), false, rule.because(), false));
            } else {
                joined.add(rule);
            }
        }
        return joined;
    }

    private static void facts(Explanation.Facts facts, Terminal terminal) {
        ProcessFacts process = facts.process();
        terminal.line("  folder     " + RunView.orDash(process.folder()));
        terminal.line("  terminal   " + RunView.orDash(process.terminal()));
        terminal.line("  session    "
                + (process.session() == null ? "-" : process.session().toString()));
        terminal.line("  cgroup     " + RunView.orDash(process.cgroup()));
        terminal.line("  memory     " + (process.memoryBytes() == null ? "-" : process.memoryBytes() / KIB + " KiB"));
        terminal.line("  sockets    " + RunView.orDash(facts.sockets()));
        String signs = facts.signs().stream()
                .map(sign -> sign.sign() + ": " + sign.because())
                .collect(Collectors.joining("; "));
        terminal.sentences(
                "  signs      " + (signs.isEmpty() ? "none of being left behind" : signs + " (no proof)"), 13);
    }
}
