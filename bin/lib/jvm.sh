# shellcheck shell=sh
# The variables are shared with the launcher.
# shellcheck disable=SC2034,SC2154
# How the JVM is started. Sourced by bin/shared-services.

program=io.tekton.sharedservices.Main

# Prints the command among the arguments: what comes first behind the options that all commands share.
command_of() {
    while [ $# -gt 0 ]; do
        case $1 in
            --config | --state | --set) [ $# -eq 1 ] || shift ;;
            -*) ;;
            *)
                printf '%s\n' "$1"
                return
                ;;
        esac
        shift
    done
}

# Sets $jna_platform to the folder of JNA's native library for this system.
name_jna_platform() {
    case ${java_home_os:-$(uname -s)} in Darwin | 'Mac OS X') jna_platform=darwin ;; *) jna_platform=linux ;; esac
    case ${java_home_arch:-$(uname -m)} in
        x86_64 | amd64) jna_platform=$jna_platform-x86-64 ;;
        aarch64 | arm64) jna_platform=$jna_platform-aarch64 ;;
        *) jna_platform=$jna_platform-${java_home_arch:-unknown} ;;
    esac
}

# Sets $cache to the folder of the class-data archive: that of the build, or one of the user's own for each installation.
name_cache() {
    cache=$target
    [ -n "$installed" ] || return 0
    cache=${CACHE_DIRECTORY:-${XDG_CACHE_HOME:-${HOME:-}/.cache}/shared-services}
    # A path as one name, without a fork.
    set -f
    name_cache_ifs=$IFS
    IFS=/
    # shellcheck disable=SC2086
    set -- $target
    IFS=_
    cache=$cache/$*
    IFS=$name_cache_ifs
    set +f
}

# Sets $archive to where the archive for this jar, its libraries and this JDK is; to nothing where that is unknown. Jars of all packages have one time,
# for their builds are reproducible, and two versions may have one size: an installation is known by the digest of its content.
name_archive() {
    archive=''
    stamps=$(stat -Lc '%Y.%s' "$jar" "$target/lib" "$java_home/lib/modules" 2>/dev/null) ||
        stamps=$(stat -Lf '%m.%z' "$jar" "$target/lib" "$java_home/lib/modules" 2>/dev/null) || return
    # In the option that names it a colon parts two files.
    name_cache
    case $target$cache in *:*) return ;; esac
    case $cache in /*) ;; *) return ;; esac
    # shellcheck disable=SC2086
    set -- $stamps
    archives_of_build=$cache/start-$1-$2
    if [ -n "$installed" ]; then
        build_id=''
        [ ! -r "$target/build-id" ] || IFS= read -r build_id <"$target/build-id"
        case $build_id in '' | *[!0-9a-f]*) return ;; esac
        archives_of_build=$cache/start-$build_id
    fi
    archive=$archives_of_build-$3.jsa
}

# Sets $terminal to the numbers of the streams that are a terminal, and $columns to its width.
measure_terminal() {
    terminal=''
    for stream in 0 1 2; do
        if [ -t "$stream" ]; then terminal=$terminal$stream; fi
    done
    columns=''
    case $terminal in
        # Within $(...) standard output is a pipe: the terminal behind it needs another number.
        *1*) { columns=${COLUMNS:-$(stty size <&3 2>/dev/null)}; } 3<&1 ;;
        *2*) columns=${COLUMNS:-$(stty size <&2 2>/dev/null)} ;;
    esac
    columns=${columns#* }
    case $columns in *[!0-9]* | 0) columns='' ;; esac
}

# Becomes the JVM with the options of conf/jvm.options, those of its kind ($kind: daemon, command or none), and further ones.
become_java() {
    exec "$java_home/bin/java" \
        "@$home/conf/jvm.options" ${kind:+"@$home/conf/jvm-$kind.options"} \
        "-Djna.boot.library.path=$target/native/$jna_platform" "-Dshared-services.home=$home" \
        "$@"
}
