# shellcheck shell=sh
# The variables are shared with the launcher.
# shellcheck disable=SC2034,SC2154
# The build on first use and when the sources are newer. Sourced by bin/shared-services, with service.sh, only when one may be needed.

log=$target/start-build.log

# Distinguishes a process from a later one with the same pid; empty where that is unknown.
birth() {
    if [ -r "/proc/$1/stat" ]; then
        sed 's/^.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20
    else
        ps -o lstart= -p "$1" 2>/dev/null | tr -cd '[:alnum:]'
    fi
}

# The lock is a symbolic link: it comes into being together with its content, "pid.birth" of the holder.
lock_is_live() {
    holder=$(readlink "$lock") || return 1
    holder_pid=${holder%%.*}
    { kill -0 "$holder_pid" 2>/dev/null || [ -d "/proc/$holder_pid" ]; } && [ "$(birth "$holder_pid")" = "${holder#*.}" ]
}

# Takes the lock away from a dead holder, and the jar with it, which may be half written. The folder around it keeps a second
# taker from removing the lock of the first.
break_lock() {
    if ! mkdir "$lock.breaking" 2>/dev/null; then
        sleep 1
        return
    fi
    lock_is_live || rm -f "$lock" "$jar"
    rmdir "$lock.breaking"
}

# Waits until nobody holds the lock. Never breaks it; returns with a dead holder's lock in place.
wait_for_lock() {
    waited=0
    while lock_is_live; do
        [ "$waited" -ne 0 ] || say "waiting for the build of process $holder_pid"
        waited=$((waited + 1))
        [ "$waited" -le 600 ] || die 1 "waited 10 minutes for the build of process $holder_pid; if that is stuck, end it or remove $lock"
        sleep 1
    done
}

# Runs the old build with a warning where there is one; without one nothing can be done.
cannot_build() {
    [ -f "$jar" ] || die 1 "not built yet, and it does not build now: $1. $2"
    say "warning: the sources are newer than the build, which runs as it is: $1. $2"
}

release_lock() {
    trap - EXIT HUP INT TERM
    rm -f "$lock"
}

stop_build() {
    kill "$maven" 2>/dev/null
    wait "$maven"
    release_lock
    say "stopped in the middle of the build"
    exit "$1"
}

run_maven() {
    if [ -f "$jar" ]; then
        say "the sources are newer than the build: building again"
    else
        say "first use: building (a minute or two where Maven must fetch the libraries)"
    fi
    trap 'release_lock' EXIT
    : >"$target/start-build.began"
    (cd -- "$home" && JAVA_HOME=$build_jdk exec mvn -B -ntp -Dquick package) >"$log" 2>&1 </dev/null &
    maven=$!
    trap 'stop_build 129' HUP
    trap 'stop_build 130' INT
    trap 'stop_build 143' TERM
    if ! wait "$maven"; then
        tail -n 20 "$log" >&2
        die 1 "the build failed; all of its output is in $log"
    fi
    # The time of the beginning: what was edited during the build is newer.
    touch -r "$target/start-build.began" "$jar" || die 1 "the build ended well, yet there is no $jar; its output is in $log"
    release_lock
}

build() {
    if [ -z "$build_jdk" ]; then
        # The Java that runs us is a runtime only; a compiler may be elsewhere.
        consider "$(home_of javac)" "javac on the PATH"
    fi
    if [ -z "$build_jdk" ]; then
        cannot_build "$java_home is a Java runtime without a compiler" "Install a JDK $oldest_java or newer, or set JAVA_HOME."
        return
    fi
    if ! command -v mvn >/dev/null 2>&1; then
        cannot_build "there is no mvn on the PATH" "Install Maven (Debian: apt-get install maven)."
        return
    fi
    if ! { mkdir -p "$target" 2>/dev/null && [ -w "$target" ]; }; then
        cannot_build "$target can't be written by $(id -un 2>/dev/null || id -u)" "Build it as its owner: mvn -Dquick package in $home."
        return
    fi
    tries=0
    until ln -s "$$.$(birth $$)" "$lock" 2>/dev/null; do
        tries=$((tries + 1))
        [ "$tries" -le 10 ] || die 1 "cannot make the lock $lock; remove it and $lock.breaking if they exist, and check that the disk is not full"
        if [ -L "$lock" ]; then
            lock_is_live || break_lock
            wait_for_lock
        fi
        # The other may have built what we need.
        [ -L "$lock" ] || stale || return 0
    done
    if stale; then
        run_maven
    else
        release_lock
    fi
}

# A jar under construction is newer than its sources, too: while a living process holds the lock, wait.
bring_up_to_date() {
    [ -L "$lock" ] && wait_for_lock
    if stale || [ -L "$lock" ]; then
        if service_manager; then
            cannot_build "it was started by a service manager ($variable is set)" "Run mvn -Dquick package in $home first."
        else
            build
        fi
    fi
}
