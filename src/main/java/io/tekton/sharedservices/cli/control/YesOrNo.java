package io.tekton.sharedservices.cli.control;

import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** A question on a terminal. Only {@code y} or {@code yes} is a yes: the end of the input and Ctrl-C are a no. */
public final class YesOrNo {
    private static final int LONGEST_ANSWER = 80;

    private final Terminal terminal;
    private final StopFlag stop;

    public YesOrNo(Terminal terminal, StopFlag stop) {
        this.terminal = terminal;
        this.stop = stop;
    }

    /** @param question without the allowed answers */
    public boolean ask(String question) {
        terminal.out().print(question + " [y/N] ");
        terminal.out().flush();
        // A read of a terminal cannot be interrupted, and Ctrl-C must end the question.
        CompletableFuture<String> answer = new CompletableFuture<>();
        stop.onRaise(() -> answer.complete(""));
        Thread reader = new Thread(() -> answer.complete(line()), "answer");
        reader.setDaemon(true);
        reader.start();
        String word = answer.join().strip().toLowerCase(Locale.ROOT);
        return word.equals("y") || word.equals("yes");
    }

    /** What is typed up to the end of the line; what cannot be read is no answer. */
    private String line() {
        StringBuilder line = new StringBuilder();
        try {
            byte[] one = new byte[1];
            while (line.length() < LONGEST_ANSWER && terminal.in().read(one) == 1 && one[0] != '\n') {
                line.append(new String(one, Charset.defaultCharset()));
            }
            return line.toString();
        } catch (IOException e) {
            terminal.error("the answer cannot be read: " + Causes.of(e));
            return "";
        }
    }
}
