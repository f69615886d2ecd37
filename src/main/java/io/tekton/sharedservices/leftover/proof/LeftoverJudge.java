package io.tekton.sharedservices.leftover.proof;

import io.tekton.sharedservices.leftover.rule.Kind;
import io.tekton.sharedservices.leftover.rule.LeftoverRule;
import io.tekton.sharedservices.leftover.rule.OwnerPid;
import io.tekton.sharedservices.leftover.rule.Reason;
import io.tekton.sharedservices.posix.path.FileLease;
import io.tekton.sharedservices.posix.path.FileStatus;
import io.tekton.sharedservices.posix.path.Folder;
import io.tekton.sharedservices.posix.path.HeldPath;
import io.tekton.sharedservices.posix.path.SocketProbe;
import io.tekton.sharedservices.settings.Durations;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges one name under one rule. Asks all questions, or stops at the first that spares. Not thread-safe. */
public final class LeftoverJudge {
    private final Surroundings around;
    private final boolean all;

    /** @param all whether questions are asked behind the one that spares, too */
    public LeftoverJudge(Surroundings around, boolean all) {
        this.around = around;
        this.all = all;
    }

    /**
     * @param parent holds the name; a folder on the way there that others can change is a reason to spare
     * @param unsafe why the way to it is not safe; null where it is
     * @param path of the name, for people
     */
    public Judgement judge(LeftoverRule rule, Folder parent, String name, String path, @Nullable String unsafe) {
        try (HeldPath held = parent.hold(name)) {
            return new Questions(rule, parent, name, path, held).ask(unsafe);
        } catch (IOException e) {
            return new Judgement(
                    rule,
                    path,
                    null,
                    0,
                    0,
                    null,
                    null,
                    List.of(new Check(Reason.UNREADABLE, true, "it cannot be read: " + Causes.of(e))));
        }
    }

    private final class Questions {
        private final LeftoverRule rule;
        private final Folder parent;
        private final String name;
        private final String path;
        private final HeldPath held;
        private final FileStatus status;
        private final List<Check> checks = new ArrayList<>();
        private boolean spared;
        private @Nullable Tree tree;
        private @Nullable Integer pid;

        Questions(LeftoverRule rule, Folder parent, String name, String path, HeldPath held) throws IOException {
            this.rule = rule;
            this.parent = parent;
            this.name = name;
            this.path = path;
            this.held = held;
            this.status = held.status();
        }

        private void answer(Reason reason, boolean spares, String because) {
            checks.add(new Check(reason, spares, because));
            spared |= spares;
        }

        private boolean goesOn() {
            return all || !spared;
        }

        Judgement ask(@Nullable String unsafe) {
            boolean fits = rule.kind().is(status);
            answer(
                    Reason.OTHER_KIND,
                    !fits,
                    fits
                            ? "it is a " + rule.kind().word()
                            : "it is no " + rule.kind().word() + " itself");
            if (!fits) {
                return result();
            }
            boolean mine = status.uid() == around.uid();
            answer(
                    Reason.OTHER_USER,
                    !mine,
                    "it belongs to user " + Integer.toUnsignedString(status.uid()) + (mine ? ", who asks" : ""));
            answer(
                    Reason.UNSAFE_PATH,
                    unsafe != null || hasControls(),
                    unsafe != null
                            ? unsafe
                            : hasControls() ? "its name has control characters" : "the way to it is safe");
            age(status.newest());
            if (goesOn() && rule.kind() == Kind.FOLDER) {
                content();
            } else if (goesOn() && rule.kind() == Kind.FILE) {
                answer(
                        Reason.OTHER_NAMES,
                        status.links() != 1,
                        status.links() == 1 ? "it has one name" : "it has " + status.links() + " names (hard links)");
            }
            owner();
            if (goesOn() && rule.kind() == Kind.SOCKET) {
                socket();
            } else if (goesOn()) {
                use();
            }
            return result();
        }

        private boolean hasControls() {
            return path.chars().anyMatch(Character::isISOControl);
        }

        private void age(Instant newest) {
            Duration age = Duration.between(newest, around.now());
            boolean young = age.compareTo(rule.olderThan()) < 0;
            answer(
                    Reason.TOO_YOUNG,
                    young,
                    age.isNegative()
                            ? "its times are in the future"
                            : "it last changed " + Durations.human(age) + " ago"
                                    + (young ? ", less than " : ", more than ") + Durations.human(rule.olderThan()));
        }

        private void content() {
            Tree read = Tree.of(parent, name, around.uid());
            tree = read;
            if (read.unreadable() != null) {
                answer(Reason.UNREADABLE, true, read.unreadable());
                return;
            }
            if (read.newest().isAfter(status.newest())) {
                age(read.newest());
            }
            answer(
                    Reason.FOREIGN_CONTENT,
                    read.foreign() != null || status.mountRoot(),
                    status.mountRoot()
                            ? "another file system is mounted there"
                            : read.foreign() == null ? "all that is in it is this user's" : read.foreign());
        }

        private void owner() {
            OwnerPid where = rule.ownerPid();
            if (!goesOn() || where == null) {
                return;
            }
            NamedProcess.Answer answer = NamedProcess.of(where, parent, name, around.host());
            if (answer instanceof NamedProcess.Answer.Unknown unknown) {
                answer(Reason.OWNER_UNKNOWN, true, unknown.why());
                return;
            }
            NamedProcess process = ((NamedProcess.Answer.Named) answer).process();
            pid = process.pid();
            String lives = process.mayLive(around.table());
            if (lives == null && around.nested().has(process.pid())) {
                lives = "a process of another PID namespace, such as a container, has the number " + process.pid()
                        + " there";
            }
            answer(
                    Reason.OWNER_LIVES,
                    lives != null,
                    lives == null ? "pid " + process.pid() + ", which it names, has ended" : lives);
            String unread = around.nested().unreadable();
            if (goesOn() && unread != null) {
                answer(
                        Reason.PROCESSES_UNREADABLE,
                        true,
                        "which numbers processes have in containers cannot be read (" + unread + ")");
            }
        }

        private void socket() {
            if (around.sockets().has(name)) {
                answer(Reason.BOUND, true, "a process has a socket of this name bound");
                return;
            }
            String unread = around.sockets().unreadable();
            if (unread != null) {
                answer(Reason.PROCESSES_UNREADABLE, true, "a network namespace cannot be read (" + unread + ")");
                return;
            }
            SocketProbe.Answer answer = SocketProbe.of(held);
            answer(
                    Reason.BOUND,
                    answer != SocketProbe.Answer.NOBODY,
                    switch (answer) {
                        case NOBODY -> "no process has it bound, and a connection to it is refused";
                        case SOMEBODY -> "a process answers at it";
                        case UNKNOWN -> "it is unknown whether a process answers at it";
                    });
        }

        private void use() {
            String user = user();
            if (user != null) {
                answer(Reason.IN_USE, true, user);
                return;
            }
            FileLease.Answer lease = rule.kind() == Kind.FILE ? lease() : new FileLease.Answer.Unknown("");
            if (lease instanceof FileLease.Answer.Open) {
                answer(Reason.IN_USE, true, "the kernel says that a process has it open");
                return;
            }
            String unread = around.open().unread();
            if (lease instanceof FileLease.Answer.Unknown && unread != null) {
                answer(Reason.PROCESSES_UNREADABLE, true, unread);
                return;
            }
            answer(
                    Reason.IN_USE,
                    false,
                    lease instanceof FileLease.Answer.Granted
                            ? "the kernel says that no process has it open"
                            : "no process has it, or anything in it, open, mapped, or as its working folder or root");
        }

        private @Nullable String user() {
            String user = around.open().userAt(path);
            if (user != null) {
                return user;
            }
            Tree inside = tree;
            if (inside == null) {
                return around.open().user(Inode.of(status));
            }
            for (Inode thing : inside.things()) {
                user = around.open().user(thing);
                if (user != null) {
                    return user + " (something in it)";
                }
            }
            for (String socket : inside.sockets()) {
                if (around.sockets().has(socket)) {
                    return "a process has a socket of the name of one in it bound";
                }
            }
            return null;
        }

        /** Asks, and lets it go at once. */
        private FileLease.Answer lease() {
            FileLease.Answer answer = FileLease.take(parent, name);
            if (answer instanceof FileLease.Answer.Granted granted) {
                granted.lease().close();
            }
            return answer;
        }

        private Judgement result() {
            Tree inside = tree;
            return new Judgement(
                    rule,
                    path,
                    status,
                    inside == null ? 1 : inside.entries(),
                    inside == null ? status.allocated() : inside.bytes(),
                    inside == null ? status.newest() : inside.newest(),
                    pid,
                    checks);
        }
    }
}
