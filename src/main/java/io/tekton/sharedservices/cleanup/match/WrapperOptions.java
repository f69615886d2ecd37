package io.tekton.sharedservices.cleanup.match;

/** The options of those {@link CommandWrapper}s and {@link ScriptRunner}s that have many. */
final class WrapperOptions {
    /** {@code systemd-run(1)} of systemd 257. With {@code --shell} it runs the user's shell. */
    static final OptionTable SYSTEMD_RUN = OptionTable.of(
            "--scope --user --system --no-ask-password --slice-inherit --no-block --wait --remain-after-exit"
                    + " --send-sighup --same-dir --pty --pty-late --pipe --quiet --verbose --collect --ignore-failure"
                    + " --on-timezone-change --on-clock-change -r -d -t -T -P -q -v -G",
            "--shell! -S! --help! -h! --version!",
            "--host: -H: --machine: -M: --capsule: -C: --unit: -u: --property: -p: --description: --slice:"
                    + " --service-type: --uid: --gid: --nice: --working-directory: --setenv: -E: --path-property:"
                    + " --socket-property: --timer-property: --on-active: --on-boot: --on-startup: --on-unit-active:"
                    + " --on-unit-inactive: --on-calendar: --expand-environment: --job-mode: --background: --json:");

    /** {@code bwrap(1)} of bubblewrap 0.8 to 0.11. */
    static final OptionTable BWRAP = OptionTable.of(
            "--unshare-all! --unshare-pid! --as-pid-1! --pidns! --die-with-parent! --help! --version!",
            "--share-net --unshare-user --unshare-user-try --unshare-ipc --unshare-net --unshare-uts --unshare-cgroup"
                    + " --unshare-cgroup-try --disable-userns --assert-userns-disabled --clearenv --new-session",
            "--userns: --userns2: --uid: --gid: --hostname: --chdir: --unsetenv: --lock-file: --sync-fd:"
                    + " --remount-ro: --exec-label: --file-label: --proc: --dev: --tmpfs: --mqueue: --dir: --seccomp:"
                    + " --add-seccomp-fd: --block-fd: --userns-block-fd: --info-fd: --json-status-fd: --cap-add:"
                    + " --cap-drop: --perms: --size: --argv0: --level-prefix --overlay-src: --tmp-overlay:"
                    + " --ro-overlay:",
            "--setenv:: --bind:: --bind-try:: --dev-bind:: --dev-bind-try:: --ro-bind:: --ro-bind-try:: --bind-fd::"
                    + " --ro-bind-fd:: --file:: --bind-data:: --ro-bind-data:: --symlink:: --chmod:: --overlay:::");

    /** {@code uv help}: options of every command, then those of {@code uv run} and {@code uv tool run}. */
    private static final OptionTable UV = OptionTable.of(
            "-q -v -n --quiet --verbose --no-cache --no-cache-dir --native-tls --no-native-tls --system-certs"
                    + " --no-system-certs --offline --no-offline --managed-python --no-managed-python"
                    + " --allow-python-downloads --no-python-downloads --preview --no-preview --isolated"
                    + " --show-settings --no-progress --no-color --no-config --no-installer-metadata",
            "--cache-dir: --config-file: --color: --directory: --project: --allow-insecure-host: --trusted-host:"
                    + " --python-preference: --python-fetch: --preview-feature: --preview-features:",
            "--no-index --upgrade -U --no-upgrade --reinstall --force-reinstall --no-reinstall --refresh --no-refresh"
                    + " --compile-bytecode --compile --no-compile-bytecode --no-compile --no-sources --no-build"
                    + " --no-binary --no-build-isolation --build-isolation --pre --no-env-file --show-resolution",
            "--with: -w: --with-editable: --with-requirements: --env-file: --python: -p: --python-platform:"
                    + " --index: --default-index: --index-url: -i: --extra-index-url: --find-links: -f:"
                    + " --index-strategy: --keyring-provider: --resolution: --prerelease: --fork-strategy:"
                    + " --config-setting: --config-settings: -C: --config-settings-package: --upgrade-package: -P:"
                    + " --upgrade-group: --reinstall-package: --refresh-package: --exclude-newer:"
                    + " --exclude-newer-package: --link-mode: --no-build-package: --no-binary-package:"
                    + " --no-build-isolation-package: --no-sources-package:");

    static final OptionTable UVX = UV.and(
            "--lfs --from: --build-constraint: --build-constraints: --constraint: --constraints: -c: --override:"
                    + " --overrides: -b: --torch-backend:",
            "--help! -h! --version! -V! --generate-shell-completion!");

    static final OptionTable UV_RUN = UV.and(
            "--active --no-active --all-extras --no-all-extras --all-groups --all-packages --dev --no-dev --only-dev"
                    + " --editable --no-editable --exact --inexact --frozen --locked --no-default-groups --no-project"
                    + " --no-workspace --no-sync",
            "--extra: --no-extra: --group: --no-group: --only-group: --package: --no-editable-package:"
                    + " --max-recursion-depth:",
            "--module! -m! --script! -s! --gui-script! --help! -h! --version! -V!");

    /** As a script's own runner: {@code uv run -m x}, {@code uv run -s x}. */
    static final OptionTable UV_SCRIPT = UV_RUN.and("--module -m --script -s --gui-script");

    /** {@code poetry --help} of Poetry 1.3 to 2.1. */
    static final OptionTable POETRY = OptionTable.of(
            "-q -n -v --quiet --no-interaction --ansi --no-ansi --no-plugins --no-cache --verbose",
            "--directory: -C: --project: -P: --help! -h! --version! -V!");

    /** {@code bun --help} and {@code bun run --help} of Bun 1.4. */
    static final OptionTable BUN = OptionTable.of(
            "--silent -b --bun --no-orphans --workspaces --parallel --sequential --no-exit-on-error --watch --hot"
                    + " --no-clear-screen --check --smol --cpu-prof --cpu-prof-md --heap-prof --heap-prof-md"
                    + " --if-present --no-install -i --prefer-offline --prefer-latest --experimental-http2-fetch"
                    + " --experimental-http3-fetch --insecure-http-parser --experimental-stream-iter --expose-gc"
                    + " --no-deprecation --throw-deprecation --no-warnings --trace-warnings --trace-deprecation"
                    + " --pending-deprecation --zero-fill-buffers --use-system-ca --use-openssl-ca --use-bundled-ca"
                    + " --tls-min-v1.0 --tls-min-v1.1 --tls-min-v1.2 --tls-min-v1.3 --tls-max-v1.2 --tls-max-v1.3"
                    + " --redis-preconnect --sql-preconnect --no-addons --no-ffi-cc --preserve-symlinks"
                    + " --preserve-symlinks-main --no-macros --jsx-side-effects --ignore-dce-annotations"
                    + " --no-env-file --inspect --inspect-wait --inspect-brk",
            "--elide-lines: -F: --filter: --shell: --watch-kill-signal: -r: --preload: --require: --import:"
                    + " --cpu-prof-name: --cpu-prof-dir: --cpu-prof-interval: --heap-prof-name: --heap-prof-dir:"
                    + " --heap-prof-interval: --install: --port: --conditions: --fetch-preconnect:"
                    + " --max-http-header-size: --dns-result-order: --redirect-warnings: --disable-warning: --title:"
                    + " --unhandled-rejections: --console-depth: --user-agent: --cron-title: --cron-period:"
                    + " --main-fields: --extension-order: --tsconfig-override: -d: --define: --drop: --feature: -l:"
                    + " --loader: --jsx-factory: --jsx-fragment: --jsx-import-source: --jsx-runtime: --env-file:"
                    + " --cwd:",
            "--config= -c=",
            "-e! --eval! -p! --print! --interactive! -v! --version! --revision! -h! --help!");

    /** {@code deno run --help=full} of Deno 2.9. Most values are attached: {@code --allow-net=HOST}. */
    static final OptionTable DENO = OptionTable.of(
            "-q --quiet -A --allow-all -P --permission-set --no-prompt -R --allow-read -W --allow-write -I"
                    + " --allow-import -N --allow-net -E --allow-env -S --allow-sys --allow-run --allow-ffi"
                    + " --deny-read --deny-write --deny-net --deny-env --deny-sys --deny-run --deny-ffi --deny-import"
                    + " --ignore-env --ignore-read --allow-hrtime --deny-hrtime --allow-scripts --check --no-check"
                    + " --watch --hmr --watch-hmr --watch-exclude --no-clear-screen --env-file --env --no-code-cache"
                    + " --coverage --use-env-proxy --no-remote --no-npm --node-modules-dir --vendor --no-config -r"
                    + " --reload --no-lock --frozen --frozen-lockfile --unsafely-ignore-certificate-errors --inspect"
                    + " --inspect-brk --inspect-wait --cached-only --v8-flags --unstable --unstable-bare-node-builtins"
                    + " --unstable-broadcast-channel --unstable-byonm --unstable-cron --unstable-detect-cjs"
                    + " --unstable-ffi --unstable-fs --unstable-http --unstable-kv --unstable-net --unstable-otel"
                    + " --unstable-node-globals --unstable-process --unstable-raw-imports --unstable-sloppy-imports"
                    + " --unstable-subdomain-wildcards --unstable-temporal --unstable-tsgo --unstable-unsafe-proto"
                    + " --unstable-vsock --unstable-webgpu --unstable-worker-options --unstable-npm-lazy-caching"
                    + " --unstable-lockfile-v5 --unstable-bundle --parallel --open",
            "-L: --log-level: --ext: --import-map: --node-modules-linker: -c: --config: --cert: --min-dep-age:"
                    + " --minimum-dependency-age: --inspect-publish-uid: --location: --seed: --preload: --require:"
                    + " --conditions: --port: --host: --strace-ops=",
            "--lock=",
            "-h! --help! -V! --version!");

    private WrapperOptions() {}
}
