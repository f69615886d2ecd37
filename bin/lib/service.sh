# shellcheck shell=sh
# The variables are shared with the launcher.
# shellcheck disable=SC2034,SC2154
# Whether a service manager started us. Sourced by bin/shared-services before a build and before an archive.

# A service must start at once or fail, and never run a compiler with its rights. A person's terminal can carry the same variables,
# inherited from the desktop's own service; there a terminal is open, which a service has not.
service_manager() {
    [ -t 0 ] || [ -t 1 ] || [ -t 2 ] && return 1
    for variable in INVOCATION_ID NOTIFY_SOCKET JOURNAL_STREAM; do
        eval "[ -n \"\${$variable:-}\" ]" && return 0
    done
    variable=XPC_SERVICE_NAME
    case ${XPC_SERVICE_NAME:-0} in 0) return 1 ;; esac
}
