package io.tekton.sharedservices.cleanup.match;

import java.util.List;

/**
 * Programs that run a script, and how their own options are stepped over to find it.
 *
 * @param names base names; a trailing version such as {@code 3.11} or {@code 3.13t} is ignored
 * @param valued short options that take a value, attached or as the next argument
 * @param code short options that program text follows: then there is no script
 * @param module short options that a module's name follows; may be empty
 * @param longValued long options that take a value as the next argument
 * @param longCode long options that program text follows
 * @param plusOptions whether options may begin with a plus sign, as {@code set +x} does
 */
record Interpreter(
        List<byte[]> names,
        String valued,
        String code,
        String module,
        List<byte[]> longValued,
        List<byte[]> longCode,
        boolean plusOptions) {
    /**
     * Sources: {@code python(1)}, POSIX {@code sh}, {@code bash(1)}, {@code node(1)}, {@code perlrun(1)},
     * {@code ruby(1)}.
     */
    static final List<Interpreter> ALL = List.of(
            of("python pythonw pypy Python", "WXQ", "c", "m", "--check-hash-based-pycs", "--help --version", false),
            of("sh bash dash ash zsh ksh mksh", "oO", "cs", "", "--rcfile --init-file", "--help --version", true),
            of(
                    "node nodejs",
                    "rC",
                    "ep",
                    "",
                    "--require --import --loader --experimental-loader --conditions --env-file --env-file-if-exists"
                            + " --watch-path --title --input-type --test-name-pattern",
                    "--eval --print --help --version",
                    false),
            of("perl", "I", "eE", "", "", "--help --version", false),
            of(
                    "ruby",
                    "IrCEK",
                    "e",
                    "",
                    "--encoding --external-encoding --internal-encoding",
                    "--help --version",
                    false));

    private static Interpreter of(
            String names,
            String valued,
            String code,
            String module,
            String longValued,
            String longCode,
            boolean plusOptions) {
        return new Interpreter(
                CommandWrapper.words(names),
                valued,
                code,
                module,
                CommandWrapper.words(longValued),
                CommandWrapper.words(longCode),
                plusOptions);
    }
}
