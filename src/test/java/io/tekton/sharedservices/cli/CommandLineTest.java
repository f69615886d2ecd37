package io.tekton.sharedservices.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cli.CommandLineCalls.Ended;
import io.tekton.sharedservices.cli.option.Command;
import io.tekton.sharedservices.cli.option.SharedOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the program reads what it is called with: exit codes and both streams. */
class CommandLineTest {
    private static final List<String> COMMANDS =
            CommandLineProgram.commands().stream().map(Command::name).toList();

    @TempDir
    private Path folder;

    private CommandLineCalls calls;

    @BeforeEach
    void makeAWorld() throws IOException {
        calls = new CommandLineCalls(folder);
    }

    @Test
    void withoutACommandHelpGoesToStandardErrorWithExitCode2() {
        Ended ended = calls.run();

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).startsWith("Usage: ").contains(COMMANDS).contains("Exit codes:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "help", "--json --help", "--json -h", "help --json", "--set a=b help"})
    void helpThatWasAskedForGoesToStandardOutput(String line) {
        Ended ended = calls.run(line.split(" "));

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).startsWith("Usage: ").contains(COMMANDS);
        assertThat(ended.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "history 20260101-000000-aaaaaa --limit 2",
                "audit verify --pid 3",
                "audit --follow --until 1h",
                "jobs --force",
                "jobs --reason x",
                "jobs triger orphan-cleanup",
                "config check x --origin"
            })
    void whatCannotApplyIsRefusedAndNeverIgnored(String line) {
        Ended ended = calls.run(line.split(" "));

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).startsWith("shared-services: ");
        assertThat(calls.root.resolve(".tekton/shared-services")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "history",
                "audit",
                "audit verify",
                "explain 1",
                "survey",
                "survey --json",
                "suspects",
                "leftovers",
                "config --changes",
                "status",
                "jobs",
                "--json history",
                "--json audit",
                "--json status"
            })
    void readingWithoutARecordLeavesNoTrace(String line) {
        Ended ended = calls.run(line.split(" "));

        assertThat(ended.code()).as(ended.err()).isEqualTo(line.matches(".*(status|jobs)") ? 3 : 0);
        assertThat(ended.out()).isNotBlank();
        assertThat(calls.root.resolve(".tekton/shared-services")).doesNotExist();
        assertThat(calls.root.resolve(".tekton/logs")).doesNotExist();
    }

    @Test
    void thereIsNoCopyOfAStoreThatIsNotThere() {
        Ended ended =
                calls.run("store", "backup", calls.folder.resolve("copy.sql").toString());

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("there is no store in");
        assertThat(calls.root.resolve(".tekton/shared-services")).doesNotExist();
    }

    @Test
    void aMistypedStateFolderMakesNothing(@TempDir Path folder) {
        Path nowhere = folder.resolve("no/such/folder");

        Ended ended = calls.run("history", "--state", nowhere.toString());

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("there is no folder " + nowhere.getParent());
        assertThat(folder.resolve("no")).doesNotExist();
    }

    @Test
    void helpOfEveryCommandFitsEightyColumnsInEveryPosition() {
        for (String command : COMMANDS) {
            Ended ended = calls.run("help", command);

            assertThat(ended.code()).as(command).isZero();
            assertThat(ended.out()).startsWith("Usage: shared-services " + command);
            assertThat(ended.out().lines())
                    .allSatisfy(line -> assertThat(line).hasSizeLessThan(80).doesNotEndWith(" "));
            assertThat(calls.run("--help", command)).isEqualTo(ended);
            assertThat(calls.run(command, "--help")).isEqualTo(ended);
            assertThat(calls.run("-h", command)).isEqualTo(ended);
            assertThat(calls.run(command, "-h")).isEqualTo(ended);
            assertThat(calls.run(command, "--no-such-option", "--help")).isEqualTo(ended);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status --check --bogus",
                "status --bogus --check",
                "--bogus status --check",
                "status --check word"
            })
    void aCheckThatIsCalledWronglyIsUnknownAsNagiosHasIt(String call) {
        Ended ended = calls.run(call.split(" "));

        assertThat(ended.code()).isEqualTo(3);
        assertThat(ended.out().lines()).singleElement().asString().contains("UNKNOWN");
    }

    @Test
    void theOverviewFitsAScreenOf24RowsAndNamesEveryCommand() {
        String overview = calls.run("help").out();

        assertThat(overview.lines())
                .hasSizeLessThanOrEqualTo(24)
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(80).doesNotEndWith(" "));
        assertThat(CommandGuide.all())
                .extracting(CommandGuide::command)
                .containsExactlyInAnyOrderElementsOf(and("help", COMMANDS))
                .allSatisfy(command -> assertThat(overview).containsPattern("(?m)(^| ) ?" + command + " +[a-z]"));
        assertThat(CommandGuide.all()).allSatisfy(guide -> {
            assertThat(guide.group()).isNotBlank();
            assertThat(guide.brief()).isNotBlank().hasSizeLessThanOrEqualTo(26);
        });
    }

    @Test
    void everyHelpShowsTwoExamplesThatTheProgramTakes() {
        for (Command command : CommandLineProgram.commands()) {
            List<CommandGuide.Example> examples = CommandGuide.examplesOf(command.name());

            assertThat(examples)
                    .as(command.name())
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allSatisfy(example -> {
                        assertThat(calls.run("help", command.name()).out())
                                .contains("\n  shared-services " + example.arguments() + "\n", example.meaning());
                        List<String> words =
                                List.of(example.arguments().split(" > ")[0].split(" (?=([^\"]*\"[^\"]*\")*[^\"]*$)"));
                        CommandLine shared = SharedOptions.parse(
                                SharedOptions.addTo(new Options(), true), words.toArray(String[]::new), true);
                        List<String> own = shared.getArgList();
                        assertThat(own.get(0)).isEqualTo(command.name());
                        CommandLine given = SharedOptions.parse(
                                SharedOptions.addTo(command.options(), command.reports()),
                                own.subList(1, own.size()).toArray(String[]::new),
                                false);
                        assertThat(given.getArgList().isEmpty()
                                        || !command.operands().isEmpty())
                                .as(example.arguments())
                                .isTrue();
                    });
        }
    }

    private static List<String> and(String one, List<String> others) {
        List<String> all = new ArrayList<>(others);
        all.add(one);
        return all;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--version",
                "--version cleanup",
                "-V",
                "-V cleanup",
                "cleanup -V",
                "cleanup -nV",
                "cleanup --force -V",
                "cleanup --version",
                "cleanup --force --version",
                "demo --version",
                "help --version",
                "store backup x --version"
            })
    void theVersionIsAllThatHappensWhereItIsAskedFor(String line) {
        Ended ended = calls.run(line.split(" "));

        assertThat(ended).isEqualTo(new Ended(0, "shared-services 1.2.3\n", ""));
        assertThat(calls.root.resolve(".tekton/shared-services")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clenup|there is no command 'clenup'; did you mean cleanup?",
                "xyzzy|there is no command 'xyzzy'; allowed are run, start, stop, restart, status, jobs, "
                        + "dashboard, reload, notify, cleanup, sync, explain, survey, suspects, leftovers, history, audit, doctor, "
                        + "config, store, hosts, fleet, "
                        + "demo, install, completion and help",
                "help clenup|there is no command 'clenup'; did you mean cleanup?",
                "help cleanup audit|help takes one command at most",
                "--jsn cleanup|there is no option '--jsn'; did you mean --json?",
                "cleanup --dryrun|there is no option '--dryrun'; did you mean --dry-run?",
                "cleanup --dry-run=true|--dry-run takes no value, not '--dry-run=true'",
                "cleanup -n=true|-n takes no value, not '-n=true'",
                "cleanup -x|there is no option '-x'; allowed are -n (--dry-run), ",
                "cleanup -nx|there is no option '-nx'; allowed are -n (--dry-run), ",
                "status -n|there is no option '-n'; allowed are -h (--help), -V (--version), --check, --config, ",
                "-n cleanup|there is no option '-n'; allowed are -h (--help), -V (--version), --config, ",
                "cleanup --dry|there is no option '--dry'; ",
                "cleanup -- --dry-run|cleanup takes no operands, not '--dry-run'",
                "cleanup 4711|cleanup takes no operands, not '4711'; use explain PID",
                "cleanup --min-age|--min-age needs a value: AGE",
                "cleanup --grace 1s --grace 2s|--grace is given with different values: '1s', '2s'",
                "--state /a history --state /b|--state is given with different values: '/a', '/b'",
                "history --limit 0|--limit '0' is not allowed; allowed is a whole number from 1 to 1000000",
                "history --limit 1 --limit 2|--limit is given with different values",
                "history --outcome succeded|did you mean SUCCEEDED?",
                "history --job orphan-cleanip|did you mean orphan-cleanup?",
                "history a b|history takes one run at most",
                "audit verfy|audit takes nothing or the word verify, not 'verfy'",
                "audit --csv --json|--csv cannot be used with --json",
                "audit --signal HUP|--signal 'HUP' is not known",
                "explain|explain takes one PID",
                "explain 12x|PID '12x' is not allowed",
                "explain 99999999999|PID '99999999999' is not allowed",
                "config chek x|config takes nothing, or",
                "store|store takes",
                "store backup|store takes",
                "store backup x --json|--json is not for store",
                "demo --json|--json is not for demo",
                "completion|completion takes bash, zsh or fish",
                "completion tcsh|completion takes bash, zsh or fish",
                "completion bash zsh|completion takes bash, zsh or fish",
            })
    void whatCannotBeUnderstoodIsAFaultThatNamesWhatIsAllowed(String line, String message) {
        Ended ended = calls.run(line.split(" "));

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .startsWith("shared-services: ")
                .contains(message)
                .hasLineCount(1);
        assertThat(calls.root.resolve(".tekton/shared-services")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cleanup --min-age -1",
                "cleanup --min-age 2x",
                "cleanup --min-age 99999999999999999999",
                "cleanup --grace 10",
                "cleanup --confirm-after 10",
                "cleanup --max-terminations 0",
                "cleanup --max-terminations 1e3",
                "--set nonsense cleanup",
                "--set orphan-cleanup.min-age=2 cleanup",
                "cleanup --set orphan-cleanup.mn-age=2h",
                "history --since 5",
                "history --since 2026-13-01",
                "audit --until yesterday",
            })
    void aValueOutOfRangeOrWithoutItsUnitStartsNothing(String line) {
        Ended ended = calls.run(line.split(" "));

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).startsWith("shared-services: ").contains("allowed: ");
        assertThat(calls.root.resolve(".tekton/shared-services")).doesNotExist();
    }

    @Test
    void aMinimumAgeWithoutAUnitIsInHours() {
        Ended ended = calls.run("cleanup", "--dry-run", "--min-age", "6");

        assertThat(ended.code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2h", "3d", "2026-01-31", "2026-01-31T14:00", "2026-01-31 14:00:05", "2026-01-31T14:00:00+0100"})
    void aPeriodBeginsAtAnAgeADateOrATime(String since) {
        assertThat(calls.run("history", "--since", since).code()).isZero();
        assertThat(calls.run("audit", "--until", since).code()).isZero();
    }

    @Test
    void shortOptionsAreTheLongOnesAlsoSeveralInOneWord() {
        Ended dry = calls.run("cleanup", "-n");
        Ended both = calls.run("cleanup", "-nv", "--json");

        assertThat(dry.code()).isZero();
        assertThat(dry.out()).contains("dry run");
        assertThat(both.code()).isZero();
        assertThat(both.out()).contains("\"dryRun\" : true");
        assertThat(calls.run("cleanup", "-nh")).isEqualTo(calls.run("cleanup", "--help"));
        assertThat(calls.run("sync", "-n", "--json").out()).contains("\"dryRun\" : true");
    }

    @Test
    void helpListsTheShortOptions() {
        assertThat(calls.run("help", "cleanup").out())
                .contains("--dry-run, -n", "--verbose, -v", "--help, -h", "--version, -V");
        for (String command : new String[] {"run", "start", "sync"}) {
            assertThat(calls.run("help", command).out()).contains("--dry-run, -n");
        }
    }

    @Test
    void sharedOptionsMayStandBeforeAndBehindTheCommand() {
        Path state = folder.resolve("elsewhere");
        assertThat(calls.run("cleanup", "--dry-run", "--state", state.toString())
                        .code())
                .isZero();

        Ended before = calls.run("--json", "--state", state.toString(), "history");
        Ended behind = calls.run("history", "--state=" + state, "--json");

        assertThat(before.code()).isZero();
        assertThat(before).isEqualTo(behind);
        assertThat(before.out()).contains("\"dryRun\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "explain",
                "leftovers restore",
                "store backup",
                "config check",
                "hosts enrol web-1 --print --secret-file",
                "hosts --url postgresql://127.0.0.1/x --password-file"
            })
    void aPathWithANulIsRefusedInWords(String command) {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.add("/srv\0/x");

        Ended ended = calls.run(words.toArray(String[]::new));

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("is no path");
    }
}
