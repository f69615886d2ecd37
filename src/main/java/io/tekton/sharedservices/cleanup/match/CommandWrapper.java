package io.tekton.sharedservices.cleanup.match;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Programs that run another program given after their own options; the other program is the one that rules match.
 *
 * @param valued short options that take a value
 * @param longValued long options that take a value as the next argument
 * @param longFlags long options that take no value; with an option in neither list, the program's place is unknown
 * @param unknown short options after which the arguments do not show which program follows
 * @param operands how many of its own arguments come before the program
 * @param assignments whether {@code NAME=VALUE} may come before the program
 */
record CommandWrapper(
        byte[] name,
        String valued,
        List<byte[]> longValued,
        List<byte[]> longFlags,
        String unknown,
        int operands,
        boolean assignments) {
    /** Sources: {@code env(1)}, {@code nice(1)}, {@code ionice(1)}, {@code nohup(1)}, {@code setsid(1)} and so on. */
    static final List<CommandWrapper> ALL = List.of(
            of(
                    "env",
                    "uCa",
                    "--unset --chdir --argv0",
                    "--ignore-environment --debug --block-signal --default-signal --ignore-signal"
                            + " --list-signal-handling",
                    "S",
                    0,
                    true),
            of("nice", "n", "--adjustment", "", "", 0, false),
            of("ionice", "cn", "--class --classdata", "--ignore", "pPu", 0, false),
            of("nohup", "", "", "", "", 0, false),
            of("setsid", "", "", "--ctty --fork --wait", "", 0, false),
            of("stdbuf", "ioe", "--input --output --error", "", "", 0, false),
            of("timeout", "ks", "--kill-after --signal", "--foreground --preserve-status --verbose", "", 1, false),
            of("time", "of", "--output --format", "--append --portability --quiet --verbose", "", 0, false),
            of("taskset", "", "", "--all-tasks --cpu-list", "p", 1, false),
            of(
                    "chrt",
                    "TPD",
                    "--sched-runtime --sched-period --sched-deadline",
                    "--batch --deadline --fifo --idle --other --rr --reset-on-fork --verbose",
                    "pm",
                    1,
                    false),
            strict(
                    "flock",
                    "wE",
                    "sxuenoF",
                    "--timeout --wait --conflict-exit-code",
                    "--shared --exclusive --unlock --nonblock --nb --close --no-fork --verbose",
                    1),
            strict(
                    "setpriv",
                    "",
                    "",
                    "--ambient-caps --inh-caps --bounding-set --ruid --euid --rgid --egid --reuid --regid --groups"
                            + " --securebits --pdeathsig --selinux-label --apparmor-profile",
                    "--nnp --no-new-privs --clear-groups --keep-groups --init-groups --reset-env",
                    0),
            strict(
                    "prlimit",
                    "",
                    "",
                    "",
                    "--core --data --nice --fsize --sigpending --memlock --rss --nofile --msgqueue --rtprio --stack"
                            + " --cpu --nproc --as --locks --rttime --verbose",
                    0),
            strict("choom", "n", "", "--adjust", "", 0));

    /**
     * One of which every short option is known; after any other, the program's place is unknown. {@code util-linux}.
     */
    private static CommandWrapper strict(
            String name, String valued, String flags, String longValued, String longFlags, int operands) {
        StringBuilder others = new StringBuilder();
        for (char c = '!'; c <= '~'; c++) {
            if (valued.indexOf(c) < 0 && flags.indexOf(c) < 0) {
                others.append(c);
            }
        }
        return of(name, valued, longValued, longFlags, others.toString(), operands, false);
    }

    private static CommandWrapper of(
            String name,
            String valued,
            String longValued,
            String longFlags,
            String unknown,
            int operands,
            boolean assignments) {
        return new CommandWrapper(
                bytes(name), valued, words(longValued), words(longFlags), unknown, operands, assignments);
    }

    static List<byte[]> words(String text) {
        return text.isEmpty()
                ? List.of()
                : List.of(text.split(" ")).stream().map(CommandWrapper::bytes).toList();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
