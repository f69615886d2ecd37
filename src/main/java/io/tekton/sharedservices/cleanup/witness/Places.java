package io.tekton.sharedservices.cleanup.witness;

import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessTable.PidList;
import io.tekton.sharedservices.process.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The place of each process in the tree, as last read. A process gets another parent only by the end of the one that it
 * has. So a sample reads again what is new, the owners, and what is below an owner and has lost its parent; the others
 * in turn. What it misses until their turn (a parent that is a zombie, a pid that was reused under the same mark) makes
 * no tie, since each new tie is read a second time, and hides no release from an owner. For one thread.
 */
final class Places {
    /** A process is examined in this many samples after its start: it may become another program by execve(2). */
    private static final int FIRST_LOOKS = 3;

    /** Every process is examined again once in this many samples. */
    private static final int TURNS = 24;

    private static final int NO_TURN = -1;

    private Map<Integer, Place> last = new HashMap<>();
    private int turn;

    /** @param looks in how many samples it was read below its present parent, at most {@link #FIRST_LOOKS} */
    private record Place(ProcessNode node, long mark, int looks) {}

    /**
     * What a sample saw.
     *
     * @param nodes the living processes by pid
     * @param examined the pids of those that may have become owners
     */
    record Seen(Map<Integer, ProcessNode> nodes, int[] examined) {}

    /** Every process is new to the next sample. */
    void forget() {
        last = new HashMap<>();
    }

    /**
     * Takes a first reading of all processes.
     *
     * @param list all processes
     * @param reader reads one of them
     * @param owners those that have not been seen to end
     * @param below those that were seen below an owner
     * @param all whether those that are not new have their turn
     */
    Seen look(
            PidList list,
            IntFunction<Reading<ProcessNode>> reader,
            Set<ProcessIdentity> owners,
            Set<ProcessIdentity> below,
            boolean all) {
        turn = all ? (turn + 1) % TURNS : NO_TURN;
        Look look = new Look(reader, list.size());
        Set<Integer> owning = pids(owners);
        Set<Integer> tied = pids(below);
        boolean[] waits = new boolean[list.size()];
        for (int i = 0; i < list.size(); i++) {
            int pid = list.pid(i);
            Place place = last.get(pid);
            boolean isTied = tied.contains(pid);
            boolean marked = list.mark(i) != PidList.UNMARKED;
            if (place == null
                    || place.looks() < FIRST_LOOKS
                    || list.mark(i) != place.mark()
                    || (isTied && !marked)
                    || owning.contains(pid)
                    || hasTurn(pid)) {
                look.read(pid, list.mark(i), place);
            } else {
                look.keep(pid, place);
                waits[i] = isTied;
            }
        }
        for (int i = 0; i < list.size(); i++) {
            int pid = list.pid(i);
            Place place = waits[i] ? last.get(pid) : null;
            if (place != null && !look.keepsParent(place)) {
                look.read(pid, list.mark(i), place);
            }
        }
        look.examineAboveNewOnes();
        last = look.places;
        return look.seen();
    }

    private boolean hasTurn(int pid) {
        return pid % TURNS == turn;
    }

    private static Set<Integer> pids(Set<ProcessIdentity> identities) {
        Set<Integer> pids = new HashSet<>(2 * identities.size());
        identities.forEach(identity -> pids.add(identity.pid()));
        return pids;
    }

    /** One sample's first readings. */
    private final class Look {
        private final IntFunction<Reading<ProcessNode>> reader;
        private final Map<Integer, Place> places;
        private final Map<Integer, ProcessNode> nodes;
        private final int[] examined;
        private final Set<Integer> examining = new HashSet<>();
        private final List<ProcessNode> fresh = new ArrayList<>();
        private int count;

        Look(IntFunction<Reading<ProcessNode>> reader, int size) {
            this.reader = reader;
            this.places = new HashMap<>(2 * size);
            this.nodes = new HashMap<>(2 * size);
            this.examined = new int[size];
        }

        void keep(int pid, Place place) {
            places.put(pid, place);
            nodes.put(pid, place.node());
        }

        void read(int pid, long mark, @Nullable Place before) {
            places.remove(pid);
            nodes.remove(pid);
            if (!(reader.apply(pid) instanceof Reading.Present<ProcessNode> present)
                    || present.value().zombie()) {
                return;
            }
            ProcessNode node = present.value();
            int looked = before != null && isWhereItWas(before.node(), node) ? before.looks() : 0;
            keep(pid, new Place(node, mark, Math.min(FIRST_LOOKS, looked + 1)));
            if (looked == 0) {
                fresh.add(node);
            }
            if (hasTurn(pid) || looked < FIRST_LOOKS) {
                examine(node);
            }
        }

        private void examine(ProcessNode node) {
            if (!node.kernelThread() && examining.add(node.pid())) {
                examined[count++] = node.pid();
            }
        }

        /**
         * What is above a new process may have become an owner by execve(2) before it started that one, and must be
         * known as one while the process is below it: later the process may have left it.
         */
        void examineAboveNewOnes() {
            Set<Integer> climbed = new HashSet<>();
            for (ProcessNode child : fresh) {
                ProcessNode above = nodes.get(child.parentPid());
                while (above != null && climbed.add(above.pid())) {
                    examine(above);
                    above = nodes.get(above.parentPid());
                }
            }
        }

        private boolean isWhereItWas(ProcessNode before, ProcessNode now) {
            return before.identity().equals(now.identity()) && before.parentPid() == now.parentPid();
        }

        /** Whether the parent that it had in the last sample is there, the same, and older. */
        boolean keepsParent(Place child) {
            Place before = last.get(child.node().parentPid());
            Place now = places.get(child.node().parentPid());
            return before != null
                    && now != null
                    && now.mark() == before.mark()
                    && now.node().identity().equals(before.node().identity())
                    && now.node().identity().startTicks()
                            <= child.node().identity().startTicks();
        }

        Seen seen() {
            return new Seen(nodes, Arrays.copyOf(examined, count));
        }
    }
}
