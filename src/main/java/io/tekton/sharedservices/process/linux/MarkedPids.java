package io.tekton.sharedservices.process.linux;

import io.tekton.sharedservices.posix.NumberedEntries;
import io.tekton.sharedservices.process.ProcessTable.PidList;
import java.io.IOException;
import java.util.Arrays;

/**
 * The pids in {@code /proc}, each marked with the inode number of its folder. The kernel gives each new process a new
 * one, and likewise a folder that it had forgotten for want of memory.
 */
final class MarkedPids {
    private static final int AT_FIRST = 512;

    private final ProcFiles files;
    private final NumberedEntries entries;

    MarkedPids(ProcFiles files) {
        this.files = files;
        this.entries = new NumberedEntries(files.root());
    }

    /** Without marks where the system cannot list them natively. */
    PidList list() throws IOException {
        Found found = new Found();
        return entries.list(found) ? found.list() : PidList.unmarked(files.pids());
    }

    private static final class Found implements NumberedEntries.Taker {
        private int[] pids = new int[AT_FIRST];
        private long[] inodes = new long[AT_FIRST];
        private int count;

        @Override
        public void take(int pid, long inode) {
            if (count == pids.length) {
                pids = Arrays.copyOf(pids, 2 * count);
                inodes = Arrays.copyOf(inodes, 2 * count);
            }
            pids[count] = pid;
            inodes[count++] = inode;
        }

        PidList list() {
            return new PidList(Arrays.copyOf(pids, count), Arrays.copyOf(inodes, count));
        }
    }
}
