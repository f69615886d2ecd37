package io.tekton.sharedservices.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cli.CommandLineCalls;
import io.tekton.sharedservices.cli.CommandLineCalls.Ended;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The help texts: wording alone. */
class HelpGoldenTest {
    @Test
    void everyCommandHasItsHelp(@TempDir Path folder) throws IOException {
        CommandLineCalls calls = new CommandLineCalls(folder);
        Recordings recordings = new Recordings(new Steady());

        recordings.of("program").asItIs("shared-services help", help(calls, "help"));
        for (String command : Commands.of(calls).keySet()) {
            recordings.of(command).asItIs("shared-services help " + command, help(calls, "help", command));
        }

        assertThat(recordings.names()).allSatisfy(name -> Golden.compare("help", recordings, name));
        Golden.compareNames("help", recordings);
    }

    private static String help(CommandLineCalls calls, String... arguments) {
        Ended ended = calls.run(arguments);
        assertThat(ended.code()).isZero();
        assertThat(ended.err()).isEmpty();
        return ended.out();
    }
}
