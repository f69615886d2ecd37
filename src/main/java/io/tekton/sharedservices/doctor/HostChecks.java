package io.tekton.sharedservices.doctor;

import io.tekton.sharedservices.posix.Pidfd;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessTableException;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.linux.LinuxProcessTable;
import io.tekton.sharedservices.text.Causes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;

/** What must be right with the host itself. */
final class HostChecks {
    private static final int OLDEST_JAVA = 17;

    private final Clock clock;

    HostChecks(Clock clock) {
        this.clock = clock;
    }

    /** The start script checks this too; a program started in another way has no other guard. */
    static Check java(Runtime.Version version, String home) {
        String found = "Java " + version + " in " + home;
        return version.feature() >= OLDEST_JAVA
                ? Check.good("java", found)
                : Check.bad(
                        "java",
                        found + "; it takes " + OLDEST_JAVA + " or newer",
                        "install a JDK " + OLDEST_JAVA + " or newer and let JAVA_HOME name it");
    }

    Check processes() {
        try {
            return processes(LinuxProcessTable.open(Set.of(), clock).node(1));
        } catch (ProcessTableException e) {
            return Files.isDirectory(Path.of("/proc/self"))
                    ? Check.bad("processes", Causes.of(e), "mount a /proc of this PID namespace")
                    : Check.good(
                            "processes",
                            "this system has no /proc: processes are read through Java, without environment and "
                                    + "pidfds");
        }
    }

    /** @param first what there is to see of pid 1, which every user may see where /proc hides nothing */
    static Check processes(Reading<ProcessNode> first) {
        return first instanceof Reading.Present<ProcessNode>
                ? Check.good("processes", "all processes of this host are visible")
                : Check.bad(
                        "processes",
                        "pid 1 is not visible: /proc is mounted with hidepid, so ancestors of other users are "
                                + "unknown and their"
                                + " descendants spared",
                        "mount /proc without hidepid (mount -o remount,hidepid=0 /proc), or add this user to the "
                                + "group named by"
                                + " its gid= option");
    }

    static Check signals() {
        Pidfd.Opening opening = Pidfd.open((int) ProcessHandle.current().pid());
        if (opening instanceof Pidfd.Opening.Opened opened) {
            opened.pidfd().close();
            return Check.good("signals", "guarded by pidfds");
        }
        String why = opening instanceof Pidfd.Opening.Unsupported unsupported ? unsupported.why() : "";
        return Check.good("signals", "guarded by start times only: " + why);
    }
}
