# shellcheck shell=sh
# The variables are shared with the launcher.
# shellcheck disable=SC2034,SC2154
# The class-data archive. Sourced by bin/shared-services, with service.sh, only where the archive is missing.

# Runs the program once in a folder of its own, as no kind of command, while the JVM writes down what classes are in memory. Without the archive all
# works, slower: so nothing fails here, and what failed is not tried again for a day.
make_archive() {
    if ! mkdir "$archive.tried" 2>/dev/null; then
        [ -z "$(find "$archive.tried" -prune -mtime +0 2>/dev/null)" ] || rmdir "$archive.tried"
        return
    fi
    rehearsal=$cache/rehearsal.$$
    mkdir -m 700 "$rehearsal" || return
    # The second start reads every byte: an archive that was cut off, as by a full disk, would end each JVM that maps it.
    if (kind='' && become_java "-XX:ArchiveClassesAtExit=$rehearsal/jsa" -cp "$jar" io.tekton.sharedservices.launch.CdsTrainingRun "$rehearsal") &&
        (become_java "-XX:SharedArchiveFile=$rehearsal/jsa" -XX:+VerifySharedSpaces -cp "$jar" "$program" --version) && sync; then
        for other in "$cache"/start-*.jsa*; do
            case $other in "$archives_of_build"*) ;; *) rm -rf "$other" ;; esac
        done
        mv -f "$rehearsal/jsa" "$archive" && rmdir "$archive.tried"
    fi
    rm -rf "$rehearsal"
}
