package io.tekton.sharedservices.cleanup.hour;

import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.process.linux.TimeNamespace;
import io.tekton.sharedservices.schedule.due.HostClock;
import io.tekton.sharedservices.schedule.due.MinimumInterval;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The minimum hour of one platform folder and one user. It is beside the platform's state, not in the store. So another
 * host name, another, restored or moved store, or a reboot does not allow an early run. One process at a time cleans
 * live there: a daemon holds the file for its life, a command for one run. The history in the store applies as well;
 * the longer wait wins. Thread-safe.
 */
public final class PlatformHour implements AutoCloseable {
    private final Logger logger = LogManager.getLogger("orphan-cleanup");
    private final HourFile file;
    private final HourRefusals refusals;
    private final Path platformState;
    private final String writer;

    /** Files of other places in which an earlier start of this program began its record. */
    private final List<PlatformHour> others;

    private boolean forLife;
    private int turns;

    /** What the file said last while this held it: where somebody removes it, nothing is forgotten. */
    private HourRecord remembered;

    /**
     * Opens nothing yet.
     *
     * @param platformState the platform's state folder
     * @param stateFolder this program's own, so that a person finds who wrote the file
     */
    public PlatformHour(Path platformState, Path stateFolder) {
        this(platformState, stateFolder, List.of());
    }

    /** @param others places whose hour applies too, and whose file is held too, while it exists */
    public PlatformHour(Path platformState, Path stateFolder, List<Path> others) {
        this.file = new HourFile(platformState);
        this.refusals = new HourRefusals(file, platformState);
        this.others = others.stream()
                .map(other -> new PlatformHour(other, stateFolder))
                .toList();
        this.platformState = platformState;
        this.writer = "pid " + ProcessHandle.current().pid() + ", state folder " + stateFolder;
        this.remembered = HourRecord.empty(writer);
    }

    /** The platform's state folder. */
    public Path platformState() {
        return platformState;
    }

    /** Whether a live run may begin. */
    public sealed interface Answer {
        /** It may; close the turn after the run. */
        record Granted(Turn turn) implements Answer {}

        /**
         * It may not.
         *
         * @param reason a short word
         * @param message the sentence for people
         */
        record Refused(String reason, String message) implements Answer {}
    }

    /**
     * Holds the file until this is closed, for a process that cleans by schedule. May be called again: what another
     * process held may be free by now.
     *
     * @return why it is not held, for people; empty if it is
     */
    public synchronized Optional<String> hold() {
        forLife = true;
        Answer.Refused refused = taken();
        return Stream.concat(
                        Optional.ofNullable(refused).map(Answer.Refused::message).stream(),
                        existing().flatMap(other -> other.hold().stream()))
                .reduce((one, next) -> one + "; " + next);
    }

    private Stream<PlatformHour> existing() {
        return others.stream().filter(other -> other.file.exists());
    }

    /** Releases the file, except for a run in progress. */
    public synchronized void release() {
        forLife = false;
        letGo();
        others.forEach(PlatformHour::release);
    }

    /**
     * Asks for a live run. Where time is noticed to have run backwards, that is written down.
     *
     * @param lastOnRecord the last live run by the store's history; null if none
     * @param force whether the hour may be overridden
     */
    public synchronized Answer ask(Run run, @Nullable Run lastOnRecord, boolean force) {
        Answer here = askHere(run, lastOnRecord, force);
        if (!(here instanceof Answer.Granted granted)) {
            return here;
        }
        List<PlatformHour> elsewhere = existing().toList();
        for (PlatformHour other : elsewhere) {
            Answer there = other.ask(run, null, force);
            if (there instanceof Answer.Granted also) {
                granted.turn().others.add(also.turn());
            } else {
                granted.turn().close();
                return there;
            }
        }
        return granted;
    }

    private Answer askHere(Run run, @Nullable Run lastOnRecord, boolean force) {
        HostClock now = clock(run);
        Answer.Refused refused = taken();
        if (refused != null) {
            return refused;
        }
        boolean granted = false;
        try {
            HourRecord known = remembered;
            MinimumInterval.Wait wait = wait(known, lastOnRecord, now);
            if (wait.news()) {
                logger.warn("time since boot and wall clock ran backwards since the last live cleanup: the minimum hour"
                        + " is counted from now on, once");
                write(known.noticedAt(now));
            }
            if (!wait.left().isZero() && !force) {
                return HourRefusals.tooSoon(known, lastOnRecord, now, wait);
            }
            granted = true;
            turns++;
            return new Answer.Granted(new Turn(remembered));
        } catch (IOException e) {
            return refusals.unwritable(e);
        } finally {
            if (!granted) {
                letGo();
            }
        }
    }

    /**
     * How long a live run must wait by the file and the history; zero where the file cannot be believed, since the run
     * is refused for that.
     *
     * @param lastOnRecord the last live run by the store's history; null if none
     */
    public synchronized Duration left(@Nullable Run lastOnRecord, Instant now, String bootId, Duration uptime) {
        HostClock moment = HostClock.of(now, bootId, uptime, TimeNamespace.read());
        HourRecord known;
        try {
            HourRecord record = file.read();
            known = record == null ? HourRecord.empty(writer) : record;
        } catch (IOException e) {
            known = HourRecord.empty(writer);
        }
        return Stream.concat(
                        Stream.of(wait(known, lastOnRecord, moment).left()),
                        existing().map(other -> other.left(null, now, bootId, uptime)))
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static MinimumInterval.Wait wait(HourRecord known, @Nullable Run lastOnRecord, HostClock now) {
        MinimumInterval.Wait wait = known.began() == null
                ? MinimumInterval.Wait.NONE
                : MinimumInterval.after(known.began(), known.noticed(), now);
        // of one and the same run the file knows more
        return lastOnRecord == null || lastOnRecord.id().equals(known.run())
                ? wait
                : MinimumInterval.Wait.longer(
                        wait, MinimumInterval.after(HostClock.of(lastOnRecord), known.noticed(), now));
    }

    private static HostClock clock(Run run) {
        return new HostClock(run.startedAt(), run.bootId(), run.bootMillis(), TimeNamespace.read());
    }

    private Answer.@Nullable Refused taken() {
        try {
            if (!file.take(remembered)) {
                return refusals.held();
            }
            HourRecord record = file.read();
            remembered = record == null ? remembered : record;
            return null;
        } catch (HourFile.DoubtfulException e) {
            letGo();
            return HourRefusals.unreadable(e);
        } catch (IOException e) {
            letGo();
            return refusals.unwritable(e);
        }
    }

    private void write(HourRecord record) throws IOException {
        file.replace(record);
        remembered = record;
    }

    private void letGo() {
        if (!forLife && turns == 0) {
            file.close();
        }
    }

    @Override
    public synchronized void close() {
        forLife = false;
        file.close();
        others.forEach(PlatformHour::close);
    }

    /** One live run's hold on the platform. */
    public final class Turn implements AutoCloseable {
        private final HourRecord before;
        private final List<Turn> others = new ArrayList<>();

        private Turn(HourRecord before) {
            this.before = before;
        }

        /**
         * From now on the hour starts at the beginning of this run. To be called before its first signal.
         *
         * @return why that could not be written durably, so that the run must not go on; null if it was
         */
        public Answer.@Nullable Refused begins(Run run) {
            for (Turn other : others) {
                Answer.Refused refused = other.begins(run);
                if (refused != null) {
                    return refused;
                }
            }
            synchronized (PlatformHour.this) {
                try {
                    write(new HourRecord(run.id(), clock(run), null, writer));
                    return null;
                } catch (IOException e) {
                    return refusals.unwritable(e);
                }
            }
        }

        /** The run signalled nobody, because it was refused: the hour starts at the previous run, as in the history. */
        public void signalledNobody() {
            others.forEach(Turn::signalledNobody);
            synchronized (PlatformHour.this) {
                try {
                    write(before);
                } catch (IOException e) {
                    logger.warn("the minimum hour starts at a refused run: {}", Causes.of(e));
                }
            }
        }

        @Override
        public void close() {
            others.forEach(Turn::close);
            synchronized (PlatformHour.this) {
                turns--;
                letGo();
            }
        }
    }
}
