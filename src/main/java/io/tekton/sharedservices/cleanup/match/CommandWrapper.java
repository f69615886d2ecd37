package io.tekton.sharedservices.cleanup.match;

import io.tekton.sharedservices.process.CommandLine;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Programs that run another program given after their own options; the other program is the one that rules match.
 * {@code unshare} is none, nor is {@code bwrap} where it makes a PID namespace or kills what is in it when it ends:
 * what runs there is spared, and would end with it.
 *
 * @param subcommand the words that come between options, such as {@code tool run}; with any other, it runs nothing
 * @param required an option without which it runs nothing itself; may be empty
 * @param operands how many of its own arguments come before the program
 * @param assignments whether {@code NAME=VALUE} may come before the program
 */
record CommandWrapper(
        byte[] name, OptionTable options, List<String> subcommand, String required, int operands, boolean assignments) {
    /** In place of an index: where the program is cannot be determined. */
    static final int UNKNOWN = OptionTable.UNKNOWN;

    /** In place of an index: it is no wrapper here, and itself the program. */
    static final int ITSELF = OptionTable.ENDED;

    private static final byte[] CHRT = bytes("chrt");

    private static final OptionTable TINI = OptionTable.of("-s -g -v -w -p: -e:");

    /** Sources: the manual pages, and {@code --help} of the programs. */
    static final List<CommandWrapper> ALL = List.of(
            new CommandWrapper(
                    bytes("env"),
                    OptionTable.of(
                            "- -i -0 -v -u: -C: -a: --unset: --chdir: --argv0:",
                            "--ignore-environment --null --debug --block-signal --default-signal --ignore-signal"
                                    + " --list-signal-handling"),
                    List.of(),
                    "",
                    0,
                    true),
            of("nice", "-n: --adjustment: -0 -1 -2 -3 -4 -5 -6 -7 -8 -9", 0),
            of("ionice", "-c: -n: -t --class: --classdata: --ignore", 0),
            of("nohup", "", 0),
            of("setsid", "-c -f -w --ctty --fork --wait", 0),
            of("stdbuf", "-i: -o: -e: --input: --output: --error:", 0),
            of("timeout", "-k: -s: -v -f -p --kill-after: --signal: --foreground --preserve-status --verbose", 1),
            of("time", "-o: -f: -a -p -q -v --output: --format: --append --portability --quiet --verbose", 0),
            of("taskset", "-a -c --all-tasks --cpu-list", 1),
            of(
                    "chrt",
                    "-T: -P: -D: -b -d -e -f -i -o -r -R -G -O -v --sched-runtime: --sched-period: --sched-deadline:"
                            + " --batch --deadline --ext --fifo --idle --other --rr --reset-on-fork --reclaim"
                            + " --dl-overrun --verbose",
                    1),
            of(
                    "flock",
                    "-w: -E: -s -x -u -e -n -o -F --timeout: --wait: --conflict-exit-code: --shared --exclusive"
                            + " --unlock --nonblock --nb --close --no-fork --verbose",
                    1),
            of(
                    "setpriv",
                    "--ambient-caps: --inh-caps: --bounding-set: --ruid: --euid: --rgid: --egid: --reuid: --regid:"
                            + " --groups: --securebits: --pdeathsig: --selinux-label: --apparmor-profile: --nnp"
                            + " --no-new-privs --clear-groups --keep-groups --init-groups --reset-env",
                    0),
            of(
                    "prlimit",
                    "--core --data --nice --fsize --sigpending --memlock --rss --nofile --msgqueue --rtprio --stack"
                            + " --cpu --nproc --as --locks --rttime --verbose",
                    0),
            of("choom", "-n: --adjust:", 0),
            new CommandWrapper(bytes("tini"), TINI, List.of(), "", 0, false),
            new CommandWrapper(bytes("tini-static"), TINI, List.of(), "", 0, false),
            new CommandWrapper(bytes("docker-init"), TINI, List.of(), "", 0, false),
            of("dumb-init", "-c -v -r: --single-child --verbose --rewrite:", 0),
            new CommandWrapper(bytes("systemd-run"), WrapperOptions.SYSTEMD_RUN, List.of(), "--scope", 0, false),
            new CommandWrapper(bytes("bwrap"), WrapperOptions.BWRAP, List.of(), "", 0, false),
            new CommandWrapper(bytes("uvx"), WrapperOptions.UVX, List.of(), "", 0, false),
            new CommandWrapper(bytes("uv"), WrapperOptions.UVX, List.of("tool", "run"), "", 0, false),
            new CommandWrapper(bytes("uv"), WrapperOptions.UVX, List.of("tool", "uvx"), "", 0, false),
            new CommandWrapper(bytes("uv"), WrapperOptions.UV_RUN, List.of("run"), "", 0, false),
            new CommandWrapper(bytes("poetry"), WrapperOptions.POETRY, List.of("run"), "", 0, false));

    /** Those that an interpreter runs: {@code python3 /usr/bin/poetry run ...}. */
    static final List<CommandWrapper> SCRIPTS =
            List.of(new CommandWrapper(bytes("poetry"), WrapperOptions.POETRY, List.of("run"), "", 0, false));

    private static CommandWrapper of(String name, String options, int operands) {
        return new CommandWrapper(bytes(name), OptionTable.of(options), List.of(), "", operands, false);
    }

    /** The index of the program behind its own arguments, which begin at {@code from}. */
    int behind(CommandLine line, int from) {
        OptionTable.Walk walk = options.walk(line, from);
        for (String word : subcommand) {
            if (walk.at() < 0) {
                return walk.at();
            }
            if (walk.at() >= line.size() || !line.argument(walk.at()).equals(word)) {
                return ITSELF;
            }
            walk = options.walk(line, walk.at() + 1);
        }
        if (walk.at() < 0) {
            return walk.at();
        }
        if (!required.isEmpty() && !walk.given().contains(required)) {
            return ITSELF;
        }
        int i = walk.at();
        while (assignments && i < line.size() && isAssignment(line, i)) {
            i++;
        }
        if (Arrays.equals(name, CHRT) && !isNumber(line, i)) {
            // Its priority may be left out with some policies, and what comes in its place is the program then.
            return UNKNOWN;
        }
        int behind = i + operands;
        // flock /lock -c 'text': what the text starts is not known.
        boolean option = operands > 0
                && behind < line.size()
                && line.end(behind) > line.start(behind)
                && line.byteAt(line.start(behind)) == '-';
        return option ? UNKNOWN : behind;
    }

    private static boolean isNumber(CommandLine line, int i) {
        boolean digits = i < line.size() && line.end(i) > line.start(i);
        for (int k = digits ? line.start(i) : 0; digits && k < line.end(i); k++) {
            digits = line.byteAt(k) >= '0' && line.byteAt(k) <= '9';
        }
        return digits;
    }

    private static boolean isAssignment(CommandLine line, int i) {
        for (int k = line.start(i); k < line.end(i); k++) {
            if (line.byteAt(k) == '=') {
                return true;
            }
        }
        return false;
    }

    static List<byte[]> words(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(" ")).map(CommandWrapper::bytes).toList();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
