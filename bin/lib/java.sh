# shellcheck shell=sh
# The variables are shared with the launcher.
# shellcheck disable=SC2034,SC2154
# Which Java runs us. Sourced by bin/shared-services.

oldest_java=17

# Reads what the JDK says of itself without a start of it (40 ms): sets java_version, java_major, java_os, java_arch.
read_release() {
    java_version='' java_os='' java_arch=''
    if [ -r "$1/release" ]; then
        while IFS= read -r release_line || [ -n "$release_line" ]; do
            release_value=${release_line#*=}
            release_value=${release_value#\"}
            release_value=${release_value%\"*}
            case $release_line in
                JAVA_VERSION=*) java_version=$release_value ;;
                OS_NAME=*) java_os=$release_value ;;
                OS_ARCH=*) java_arch=$release_value ;;
            esac
        done <"$1/release"
    fi
    if [ -z "$java_version" ]; then
        # openjdk version "17.0.15" 2025-04-15
        java_version=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
    fi
    java_major=${java_version#1.}
    java_major=${java_major%%[!0-9]*}
}

considered=''
java_home=''
java_home_os='' java_home_arch=''
build_jdk=''

# Checks one Java home, called $2 in messages: the first that fits runs us, the first of those with a compiler builds.
consider() {
    [ -n "$1" ] || return 0
    if [ ! -x "$1/bin/java" ]; then
        considered="$considered; $2 is '$1', which has no bin/java"
        return 0
    fi
    read_release "$1"
    if [ "${java_major:-0}" -lt "$oldest_java" ]; then
        considered="$considered; $2 is Java ${java_version:-of unknown version} in '$1'"
        return 0
    fi
    if [ -z "$java_home" ]; then
        java_home=$1 java_home_os=$java_os java_home_arch=$java_arch
    fi
    if [ -z "$build_jdk" ] && [ -x "$1/bin/javac" ]; then
        build_jdk=$1
    fi
}

# Prints the Java home that a program on the PATH belongs to.
home_of() {
    home_of_path=$(command -v "$1") || return 1
    case $home_of_path in /*) ;; *) home_of_path=$(pwd)/$home_of_path ;; esac
    home_of_path=$(resolve "$home_of_path") || return 1
    printf '%s\n' "${home_of_path%/bin/*}"
}

# Where /usr/libexec/java_home exists (macOS), /usr/bin/java is only a stub that may open a dialogue.
find_java() {
    consider "${JAVA_HOME:-}" JAVA_HOME
    [ -n "$java_home" ] && return
    if [ -x /usr/libexec/java_home ]; then
        case $(command -v java) in
            /usr/bin/java | '') ;;
            *) consider "$(home_of java)" "java on the PATH" ;;
        esac
        [ -n "$java_home" ] || consider "$(/usr/libexec/java_home -v "$oldest_java+" 2>/dev/null)" "what java_home names"
    else
        consider "$(home_of java)" "java on the PATH"
    fi
}

# Ends the script where no Java fits; else $java_home runs us.
require_java() {
    find_java
    if [ -z "$java_home" ]; then
        considered=${considered#; }
        die 2 "needs Java $oldest_java or newer, searched JAVA_HOME and the PATH; found: ${considered:-none}." \
            "Install a JDK $oldest_java (Debian: apt-get install openjdk-17-jdk-headless) or set JAVA_HOME."
    fi
}

# In the C locale, and when any part of the locale is not installed, Java on Linux turns each byte beyond ASCII in arguments and
# paths to "?" and then finds no such file; Maven, which builds, is Java too. `locale` complains of parts that are not installed.
fix_locale() {
    [ "${java_home_os:-$(uname -s)}" = Linux ] || return 0
    # What these two are need not be asked for.
    case ${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in
        C | POSIX) fix_locale_charmap=ANSI_X3.4-1968 ;;
        *)
            case ${LC_ALL:-} in C.UTF-8 | C.utf8) return 0 ;; esac
            fix_locale_charmap=$(locale charmap 2>&1)
            ;;
    esac
    case $fix_locale_charmap in
        ANSI_X3.4-1968* | *[!A-Za-z0-9._-]*)
            if [ "$(LC_ALL=C.UTF-8 locale charmap 2>&1)" = UTF-8 ]; then
                LC_ALL=C.UTF-8
                export LC_ALL
            fi
            ;;
    esac
}
