package io.tekton.sharedservices.cleanup.match;

import io.tekton.sharedservices.process.CommandLine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Programs that run a script, and how their own options are stepped over to find it.
 *
 * @param names base names; a trailing version such as {@code 3.11} or {@code 3.13t} is ignored
 * @param valued short options that take a value, attached or as the next argument
 * @param attached short options whose value is the rest of the same word; a colon stands before the value of another
 * @param code short options that program text follows: then there is no script
 * @param module short options that a module's name follows; may be empty
 * @param longValued long options that take a value as the next argument
 * @param longCode long options that program text follows
 * @param plusOptions whether options may begin with a plus sign, as {@code set +x} does
 * @param subcommand a word before the script with which it is a development server; empty where it has none
 */
record Interpreter(
        List<byte[]> names,
        String valued,
        String attached,
        String code,
        String module,
        List<byte[]> longValued,
        List<byte[]> longCode,
        boolean plusOptions,
        String subcommand) {
    private static final String NODE_VALUED =
            "--require --import --loader --experimental-loader --conditions --env-file --env-file-if-exists"
                    + " --watch-path --title --input-type --test-name-pattern --cpu-prof-dir --cpu-prof-name"
                    + " --diagnostic-dir --disable-proto --disable-warning --dns-result-order --experimental-default-type"
                    + " --heap-prof-dir --heap-prof-name --heapsnapshot-signal --icu-data-dir --max-http-header-size"
                    + " --openssl-config --redirect-warnings --report-dir --report-directory --report-filename"
                    + " --report-signal --secure-heap --secure-heap-min --snapshot-blob --test-concurrency"
                    + " --test-reporter --test-reporter-destination --test-shard --test-timeout --tls-cipher-list"
                    + " --tls-keylog --trace-event-categories --trace-event-file-pattern --unhandled-rejections"
                    + " --v8-pool-size --allow-fs-read --allow-fs-write --build-sea --build-snapshot-config"
                    + " --cpu-prof-interval --debug-port --experimental-config-file --experimental-policy"
                    + " --experimental-sea-config --heap-prof-interval --heapsnapshot-near-heap-limit --inspect-port"
                    + " --inspect-publish-uid --localstorage-file --max-old-space-size --max-old-space-size-percentage"
                    + " --max-semi-space-size --network-family-autoselection-attempt-timeout --policy-integrity"
                    + " --security-revert --stack-size --stack-trace-limit --test-coverage-branches"
                    + " --test-coverage-exclude --test-coverage-functions --test-coverage-include"
                    + " --test-coverage-lines --test-global-setup --test-isolation --test-rerun-failures"
                    + " --test-skip-pattern --trace-require-module --use-largepages --watch-kill-signal";

    /** {@code --run} runs a script of {@code package.json}. */
    private static final String NODE_CODE = "--eval --print --run --help --version";

    /**
     * Programs that are Node.js while {@code ELECTRON_RUN_AS_NODE} is set: Electron itself, and editors made of it.
     * Those start their language servers and extensions in this way.
     */
    static final Interpreter ELECTRON = of(
            "electron Electron code Code code-oss code-insiders codium vscodium cursor Cursor windsurf Windsurf positron"
                    + " kiro Kiro trae antigravity",
            "rC",
            "",
            "ep",
            "",
            NODE_VALUED,
            NODE_CODE,
            false);

    /** Scripts of Node.js that run other scripts, and how their options are stepped over. */
    static final List<Interpreter> RUNNERS = List.of(
            runner("tsx", "rC", "ep", NODE_VALUED + " --tsconfig --ignore --include --exclude", NODE_CODE, "watch"),
            runner(
                    "ts-node ts-node-esm ts-node-script ts-node-transpile-only ts-node-cwd",
                    "rICPDO",
                    "ep",
                    "--require --ignore --compiler --project --ignoreDiagnostics --ignore-diagnostics --compilerOptions"
                            + " --compiler-options --transpiler --cwd --dir --scopeDir --scope-dir"
                            + " --experimentalSpecifierResolution --experimental-specifier-resolution",
                    NODE_CODE,
                    ""));

    /** Where a package keeps them, for one that is started without its link in {@code .bin}. */
    static final List<byte[]> TSX_FILES = CommandWrapper.words("tsx/dist/cli.mjs tsx/dist/cli.cjs");

    /**
     * Sources: {@code python(1)}, POSIX {@code sh}, {@code bash(1)}, {@code node(1)}, {@code perlrun(1)},
     * {@code ruby(1)}.
     */
    static final List<Interpreter> ALL = List.of(
            of("python pythonw pypy Python", "WXQ", "", "c", "m", "--check-hash-based-pycs", "--help --version", false),
            of(
                    "sh bash dash ash zsh ksh mksh",
                    "oO",
                    "",
                    "cs",
                    "",
                    "--rcfile --init-file --emulate",
                    "--help --version",
                    true),
            of("node nodejs", "rC", "", "ep", "", NODE_VALUED, NODE_CODE, false),
            of("perl", "I", "MmFxiDC:", "eE", "", "", "--help --version", false),
            of(
                    "ruby",
                    "IrCEX",
                    "FixKTW:",
                    "e",
                    "",
                    "--encoding --external-encoding --internal-encoding --enable --disable --dump --parser"
                            + " --backtrace-limit",
                    "--help --version",
                    false));

    private static Interpreter of(
            String names,
            String valued,
            String attached,
            String code,
            String module,
            String longValued,
            String longCode,
            boolean plusOptions) {
        return new Interpreter(
                CommandWrapper.words(names),
                valued,
                attached,
                code,
                module,
                CommandWrapper.words(longValued),
                CommandWrapper.words(longCode),
                plusOptions,
                "");
    }

    private static Interpreter runner(
            String names, String valued, String code, String longValued, String longCode, String subcommand) {
        return new Interpreter(
                CommandWrapper.words(names),
                valued,
                "",
                code,
                "",
                CommandWrapper.words(longValued),
                CommandWrapper.words(longCode),
                false,
                subcommand);
    }

    /** Whether it is Node.js or runs on it. */
    boolean isNode() {
        return code.equals("ep");
    }

    /**
     * That at an index; null where the word there is none.
     *
     * @param asNode whether programs made of Electron are Node.js
     */
    static @Nullable Interpreter of(CommandLine line, int i, boolean asNode) {
        int base = line.baseName(i);
        if (base < line.end(i) && line.byteAt(base) == '-') {
            // A login shell's name begins with a dash.
            base++;
        }
        int end = line.end(i);
        if (end - base > 1 && isBuild(line.byteAt(end - 1)) && isVersion(line.byteAt(end - 2))) {
            // Python's free-threaded and debugging builds: python3.13t, python3.11d.
            end--;
        }
        while (end > base && isVersion(line.byteAt(end - 1))) {
            end--;
        }
        Interpreter known = named(ALL, line, base, end);
        if (known == null) {
            known = named(RUNNERS, line, base, end);
        }
        return known == null && asNode && ELECTRON.isNamed(line, base, end) ? ELECTRON : known;
    }

    /** That which a script of Node.js is; null where it runs no other script. */
    static @Nullable Interpreter ofScript(CommandLine line, int i) {
        for (int k = 0; k < TSX_FILES.size(); k++) {
            byte[] file = TSX_FILES.get(k);
            int start = line.end(i) - file.length;
            boolean whole = start == line.start(i) || (start > line.start(i) && line.byteAt(start - 1) == '/');
            if (whole && line.isText(start, line.end(i), file)) {
                return RUNNERS.get(0);
            }
        }
        return named(RUNNERS, line, line.baseName(i), line.end(i));
    }

    private static @Nullable Interpreter named(List<Interpreter> among, CommandLine line, int base, int end) {
        for (int k = 0; k < among.size(); k++) {
            if (among.get(k).isNamed(line, base, end)) {
                return among.get(k);
            }
        }
        return null;
    }

    private boolean isNamed(CommandLine line, int base, int end) {
        for (int n = 0; n < names.size(); n++) {
            if (line.isText(base, end, names.get(n))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBuild(byte b) {
        return b == 't' || b == 'd';
    }

    private static boolean isVersion(byte b) {
        return (b >= '0' && b <= '9') || b == '.';
    }
}
