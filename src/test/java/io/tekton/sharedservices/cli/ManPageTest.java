package io.tekton.sharedservices.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cli.option.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.cli.Option;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManPageTest {
    private static final String PAGE = ManPage.of("1.2.3", "2026-01-31");

    @Test
    void everyCommandWithEachOfItsOptionsIsInIt() {
        for (Command command : CommandLineProgram.commands()) {
            int begin = PAGE.indexOf("\n.SS " + command.name());
            assertThat(begin).as(command.name()).isPositive();
            int end = PAGE.indexOf("\n.S", begin + 1);
            for (Option option : command.options().getOptions()) {
                assertThat(PAGE.substring(begin, end))
                        .contains("\\fB\\-\\-" + option.getLongOpt().replace("-", "\\-") + "\\fR");
            }
            for (CommandGuide.Example example : CommandGuide.examplesOf(command.name())) {
                assertThat(PAGE.substring(begin, end))
                        .contains(example.arguments().replace("-", "\\-"));
            }
        }
    }

    @Test
    void mandocFindsNoFault(@TempDir Path folder) throws Exception {
        Mandoc.findsNoFault(Files.writeString(folder.resolve("shared-services.1"), PAGE));
    }
}
