package io.tekton.sharedservices.cleanup.sign;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.process.ProcessFacts.Losses;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignsTest {
    private static final Losses ALL = new Losses("pipe:[5]", "/dev/pts/3", "/srv/gone", "/usr/bin/node");

    private static ProcessNode node(int pid, int parent, String name, int session) {
        return node(pid, parent, name, session, false, false);
    }

    private static ProcessNode node(int pid, int parent, String name, int session, boolean zombie, boolean kernel) {
        return new ProcessNode(
                new ProcessIdentity("boot", pid, pid * 10L), parent, name, zombie, kernel, session, false);
    }

    private static Reading<ProcessNode> there(ProcessNode node) {
        return new Reading.Present<>(node);
    }

    private static List<Sign> signs(Sighting seen) {
        return Signs.of(seen).stream().map(Sign.Found::sign).toList();
    }

    @Test
    void aChildInTheSessionOfItsShellShowsNone() {
        ProcessNode shell = node(50, 40, "bash", 50);

        assertThat(signs(new Sighting(node(60, 50, "node", 50), there(shell), there(shell), Losses.NONE, () -> false)))
                .isEmpty();
    }

    @Test
    void whatLostEverythingShowsEachSignOnce() {
        Sighting lost = new Sighting(
                node(60, 1, "node", 50), there(node(1, 0, "init", 1)), new Reading.Gone<>(), ALL, () -> false);

        assertThat(signs(lost)).containsExactly(Sign.values());
        assertThat(Signs.of(lost)).extracting(Sign.Found::because).allMatch(text -> !text.isBlank());
    }

    @Test
    void aServiceHasAParentOfOneAndADeletedProgramByNature() {
        Sighting service = new Sighting(
                node(60, 1, "sshd", 50), there(node(1, 0, "systemd", 1)), new Reading.Gone<>(), ALL, () -> true);

        assertThat(signs(service)).containsExactly(Sign.INPUT_CLOSED, Sign.TERMINAL_GONE, Sign.FOLDER_DELETED);
    }

    @Test
    void aProcessInAnotherSessionThanItsParentWasAdopted() {
        ProcessNode reaper = node(40, 1, "agent", 40);
        ProcessNode leader = node(50, 40, "bash", 50);

        assertThat(signs(new Sighting(node(60, 40, "x", 50), there(reaper), there(leader), Losses.NONE, () -> false)))
                .containsExactly(Sign.REPARENTED);
        assertThat(signs(new Sighting(node(60, 40, "x", 60), there(reaper), there(leader), Losses.NONE, () -> false)))
                .as("it leads a session of its own, as its parent may have started it")
                .isEmpty();
    }

    @Test
    void theServiceManagerOfAUserAdoptsToo() {
        ProcessNode manager = node(40, 1, "systemd", 40);

        assertThat(signs(new Sighting(node(60, 40, "x", 60), there(manager), there(manager), Losses.NONE, () -> false)))
                .containsExactly(Sign.REPARENTED);
    }

    @Test
    void aLeaderThatIsAZombieHasEndedAndOneThatCannotBeReadHasNot() {
        ProcessNode parent = node(55, 40, "sh", 50);
        ProcessNode process = node(60, 55, "x", 50);

        assertThat(signs(new Sighting(
                        process, there(parent), there(node(50, 40, "sh", 50, true, false)), Losses.NONE, () -> false)))
                .containsExactly(Sign.SESSION_LEADER_GONE);
        assertThat(signs(new Sighting(
                        process, there(parent), new Reading.Unreadable<>("hidden"), Losses.NONE, () -> false)))
                .isEmpty();
    }

    @Test
    void zombiesKernelThreadsAndTheFirstProcessShowNone() {
        Reading<ProcessNode> gone = new Reading.Gone<>();

        assertThat(signs(new Sighting(node(60, 1, "x", 50, true, false), gone, gone, ALL, () -> false)))
                .isEmpty();
        assertThat(signs(new Sighting(node(60, 1, "x", 50, false, true), gone, gone, ALL, () -> false)))
                .isEmpty();
        assertThat(signs(new Sighting(node(1, 0, "x", 50), gone, gone, ALL, () -> false)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/system.slice/ssh.service, /system.slice/ssh.service",
        "/system.slice/gitlab.service/job/7, /system.slice/gitlab.service",
        "/user.slice/user-7.slice/user@7.service/app.slice/dbus.service,"
                + " /user.slice/user-7.slice/user@7.service/app.slice/dbus.service",
        "/user.slice/user-7.slice/user@7.service/init.scope,",
        "/user.slice/user-7.slice/user@7.service,",
        "/user.slice/user-7.slice/session-3.scope,",
        "/system.slice/docker-abc.scope,",
        "/system.slice,",
        "/,",
        ","
    })
    void aServiceIsTheInnermostUnit(String cgroup, String service) {
        assertThat(ServiceUnit.of(cgroup).orElse(null)).isEqualTo(service);
    }

    @Test
    void theOldestChildOfTheManagerIsTheServiceItself() {
        ProcessNode first = node(60, 1, "runner", 60);
        ProcessNode left = node(70, 1, "job", 65);

        assertThat(ServiceUnit.isFirst(first, List.of(left))).isTrue();
        assertThat(ServiceUnit.isFirst(left, List.of(first))).isFalse();
        assertThat(ServiceUnit.isFirst(first, List.of())).isTrue();
    }
}
