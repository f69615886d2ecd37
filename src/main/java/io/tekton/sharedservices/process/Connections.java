package io.tekton.sharedservices.process;

import java.util.Set;

/** Who is connected with whom, at one moment. For one thread. */
public interface Connections {
    /**
     * Who is at the other end of what these processes serve, read as standard input and write as standard output. That
     * they are themselves clients of others is left out, and so are connections among them.
     *
     * @param family pids
     * @return unreadable in doubt
     */
    Reading<Set<End>> of(Set<Integer> family);

    /**
     * One other end.
     *
     * @param pid 0 where it is on another host, or where no process is seen to hold it
     * @param how what connects them, in words
     */
    record End(int pid, String how) {}
}
