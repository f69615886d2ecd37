package io.tekton.sharedservices.cleanup.sign;

import io.tekton.sharedservices.process.ProcessFacts.Losses;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.Reading;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the signs of one process. What is not known is no sign. The first process of a service has a parent 1, no
 * session leader after a double fork, and a deleted program after an upgrade, by nature: of it and of those below it
 * these are no signs. Pure.
 */
public final class Signs {
    /** So many signs make a suspect: one alone is true of too many. */
    public static final int OF_A_SUSPECT = 2;

    /** What a service has by its nature: the manager is its parent, and an update replaces its program. */
    private static final Set<Sign> USUAL_OF_A_SERVICE =
            EnumSet.of(Sign.REPARENTED, Sign.PROGRAM_DELETED, Sign.SESSION_LEADER_GONE);

    private static final String USER_MANAGER = "systemd";

    private Signs() {}

    /** In the order of {@link Sign}; none of a zombie, a kernel thread and pid 1. */
    public static List<Sign.Found> of(Sighting seen) {
        ProcessNode process = seen.process();
        List<Sign.Found> found = new ArrayList<>();
        if (process.zombie() || process.kernelThread() || process.pid() == 1) {
            return found;
        }
        parent(process, seen.parent(), found);
        Losses losses = seen.losses();
        if (losses.input() != null) {
            found.add(new Sign.Found(
                    Sign.INPUT_CLOSED, "nobody is left to write to its standard input, " + losses.input()));
        }
        if (losses.terminal() != null) {
            found.add(new Sign.Found(Sign.TERMINAL_GONE, "its terminal " + losses.terminal() + " was closed"));
        }
        if (losses.folder() != null) {
            found.add(new Sign.Found(Sign.FOLDER_DELETED, "its working folder " + losses.folder() + " was deleted"));
        }
        if (losses.program() != null) {
            found.add(new Sign.Found(
                    Sign.PROGRAM_DELETED, "its program " + losses.program() + " was deleted or replaced"));
        }
        leader(process, seen.leader(), found);
        // asked last, for it costs most, and most processes have no sign at all
        if (found.stream().anyMatch(sign -> USUAL_OF_A_SERVICE.contains(sign.sign()))
                && seen.service().getAsBoolean()) {
            found.removeIf(sign -> USUAL_OF_A_SERVICE.contains(sign.sign()));
        }
        return found;
    }

    private static void parent(ProcessNode process, Reading<ProcessNode> reading, List<Sign.Found> found) {
        if (process.parentPid() == 1) {
            found.add(new Sign.Found(Sign.REPARENTED, "its parent is pid 1"));
        } else if (reading instanceof Reading.Present<ProcessNode> present) {
            ProcessNode parent = present.value();
            String words = "pid " + parent.pid() + " (" + parent.name() + ")";
            if (parent.name().equals(USER_MANAGER)) {
                found.add(new Sign.Found(Sign.REPARENTED, "its parent is the service manager " + words));
            } else if (isAdopted(process, parent)) {
                found.add(new Sign.Found(
                        Sign.REPARENTED, "its parent " + words + " adopted it: it was started in another session"));
            }
        }
    }

    /** A child begins in the session of its parent, and leaves it only to lead one of its own. */
    private static boolean isAdopted(ProcessNode process, ProcessNode parent) {
        return process.session() > 0
                && parent.session() > 0
                && process.session() != process.pid()
                && process.session() != parent.session();
    }

    /** No process can have the pid of a session that has members: where one is there, it is the leader. */
    private static void leader(ProcessNode process, Reading<ProcessNode> reading, List<Sign.Found> found) {
        boolean ended = reading instanceof Reading.Gone<ProcessNode>
                || (reading instanceof Reading.Present<ProcessNode> present
                        && present.value().zombie());
        if (process.session() > 0 && process.session() != process.pid() && ended) {
            found.add(new Sign.Found(
                    Sign.SESSION_LEADER_GONE, "the leader of its session, pid " + process.session() + ", has ended"));
        }
    }
}
