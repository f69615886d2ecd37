package io.tekton.sharedservices.cleanup.hour;

import io.tekton.sharedservices.cleanup.verdict.AgeText;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.process.linux.TimeNamespace;
import io.tekton.sharedservices.schedule.due.HostClock;
import io.tekton.sharedservices.schedule.due.MinimumInterval;
import io.tekton.sharedservices.text.Causes;
import io.tekton.sharedservices.text.HostTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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
    private final Path platformState;
    private final String writer;
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
        this.file = new HourFile(platformState);
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
        return refused == null ? Optional.empty() : Optional.of(refused.message());
    }

    /** Releases the file, except for a run in progress. */
    public synchronized void release() {
        forLife = false;
        letGo();
    }

    /**
     * Asks for a live run. Where time is noticed to have run backwards, that is written down.
     *
     * @param lastOnRecord the last live run by the store's history; null if none
     * @param force whether the hour may be overridden
     */
    public synchronized Answer ask(Run run, @Nullable Run lastOnRecord, boolean force) {
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
                return tooSoon(known, lastOnRecord, now, wait);
            }
            granted = true;
            turns++;
            return new Answer.Granted(new Turn(remembered));
        } catch (IOException e) {
            return unwritable(e);
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
        return wait(known, lastOnRecord, moment).left();
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
                return held();
            }
            HourRecord record = file.read();
            remembered = record == null ? remembered : record;
            return null;
        } catch (HourFile.DoubtfulException e) {
            letGo();
            return unreadable(e);
        } catch (IOException e) {
            letGo();
            return unwritable(e);
        }
    }

    private Answer.Refused held() {
        String holder;
        try {
            HourRecord record = file.read();
            holder = record == null ? "" : " The last process that wrote it: " + record.writer() + ".";
        } catch (IOException e) {
            holder = "";
        }
        return new Answer.Refused(
                "platform-held",
                "another process of this user cleans the platform folder " + platformState
                        + " and holds " + file.path() + ", so nothing is signalled here." + holder
                        + " Stop that one, or ask it: --dry-run is always allowed");
    }

    private static Answer.Refused unreadable(IOException e) {
        return new Answer.Refused("hour-unreadable", Causes.of(e) + ". Nothing was signalled");
    }

    private Answer.Refused unwritable(IOException e) {
        return new Answer.Refused(
                "platform-unwritable",
                "the minimum hour cannot be put on record in the platform's state folder " + platformState
                        + ", so nothing was signalled: " + e + ". This user must be able to write there");
    }

    private static Answer.Refused tooSoon(
            HourRecord known, @Nullable Run lastOnRecord, HostClock now, MinimumInterval.Wait wait) {
        String run = known.run() != null ? known.run() : lastOnRecord == null ? "?" : lastOnRecord.id();
        String again = HostTime.text(now.now().plus(wait.left()).plusMillis(999));
        String since = wait.backwards()
                ? "time ran backwards since the last live cleanup (" + run
                        + ") began, so the hour starts when that was noticed"
                : "the last live cleanup (" + run + ") began less than an hour ago";
        return new Answer.Refused(
                "min-interval",
                since + ": the next may begin at " + again + ", in "
                        + AgeText.words(wait.left().plusMillis(999))
                        + ". Use --force to override. --dry-run is always allowed");
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
    }

    /** One live run's hold on the platform. */
    public final class Turn implements AutoCloseable {
        private final HourRecord before;

        private Turn(HourRecord before) {
            this.before = before;
        }

        /**
         * From now on the hour starts at the beginning of this run. To be called before its first signal.
         *
         * @return why that could not be written durably, so that the run must not go on; null if it was
         */
        public Answer.@Nullable Refused begins(Run run) {
            synchronized (PlatformHour.this) {
                try {
                    write(new HourRecord(run.id(), clock(run), null, writer));
                    return null;
                } catch (IOException e) {
                    return unwritable(e);
                }
            }
        }

        /** The run signalled nobody, because it was refused: the hour starts at the previous run, as in the history. */
        public void signalledNobody() {
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
            synchronized (PlatformHour.this) {
                turns--;
                letGo();
            }
        }
    }
}
