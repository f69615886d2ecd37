package io.tekton.sharedservices.golden;

import io.tekton.sharedservices.cli.CommandLineCalls.Ended;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** One golden file's text as it comes about, call by call: what programs rely on, and the texts for people. */
final class Recording {
    private final Steady steady;
    private final StringBuilder contract = new StringBuilder();
    private final StringBuilder wording = new StringBuilder();

    Recording(Steady known) {
        this.steady = known.ofOneFile();
    }

    Steady steady() {
        return steady;
    }

    /** A call of the program. */
    void call(List<String> arguments, Ended ended, Set<String> alsoVolatile) {
        String title =
                "$ shared-services " + arguments.stream().map(steady::value).collect(Collectors.joining(" ")) + "\n";
        contract.append(contract.isEmpty() ? "" : "\n").append(title);
        contract.append("exit code ").append(ended.code()).append('\n');
        StringBuilder texts = new StringBuilder();
        if (arguments.contains("--json") && !ended.out().isEmpty()) {
            contract.append("standard output: ");
            boolean lines = arguments.contains("--follow");
            for (String document : lines ? ended.out().split("\n") : new String[] {ended.out()}) {
                SteadyJson json = SteadyJson.of(document, steady, alsoVolatile);
                contract.append(json.contract());
                // that of a check of the host itself is in the text form too
                texts.append(arguments.contains("doctor") ? "" : json.wording());
            }
        } else if (arguments.contains("--csv") && !ended.out().isEmpty()) {
            contract.append("standard output:\n").append(SteadyCsv.of(ended.out(), steady));
        } else if (arguments.contains("--print") && !ended.out().isEmpty()) {
            contract.append("standard output:\n").append(unit(steady.text(ended.out())));
            texts.append(steady.text(ended.out()));
        } else {
            contract.append("standard output: ").append(ended.out().isEmpty() ? "nothing\n" : "text\n");
            texts.append(steady.text(ended.out()));
        }
        contract.append("standard error: ").append(ended.err().isEmpty() ? "nothing\n" : "text\n");
        ended.err()
                .lines()
                .forEach(
                        line -> texts.append("(err) ").append(steady.text(line)).append('\n'));
        if (!texts.isEmpty()) {
            wording.append(wording.isEmpty() ? "" : "\n").append(title).append(texts);
        }
    }

    /** A service manager's file, without what is for people in it. */
    private static String unit(String text) {
        return text.replaceAll("(?m)^#.*\n", "").replaceAll("(?m)^Description=.*", "Description=<text>");
    }

    /** A text that is the same everywhere, such as a help text. */
    void asItIs(String title, String text) {
        wording.append(wording.isEmpty() ? "" : "\n")
                .append("$ ")
                .append(title)
                .append('\n')
                .append(text);
    }

    /** What programs rely on, and the texts for people in it, both steady. */
    void add(String programs, String people) {
        contract.append(contract.isEmpty() ? "" : "\n").append(programs);
        if (!people.isEmpty()) {
            wording.append(wording.isEmpty() ? "" : "\n").append(people);
        }
    }

    String contract() {
        return contract.toString();
    }

    String wording() {
        return wording.toString();
    }
}
