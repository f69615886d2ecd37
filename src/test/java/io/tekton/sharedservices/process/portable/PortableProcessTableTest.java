package io.tekton.sharedservices.process.portable;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.process.Owner;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.Scan;
import io.tekton.sharedservices.process.UserScope;
import io.tekton.sharedservices.testing.SampleProcesses;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, disabledReason = "the zoo needs Linux")
class PortableProcessTableTest {
    private final SampleProcesses zoo = new SampleProcesses();
    private final PortableProcessTable table = new PortableProcessTable(Clock.systemUTC());
    private final String mark = UUID.randomUUID().toString();

    @AfterEach
    void closeTheZoo() {
        zoo.close();
    }

    private Scan scan(UserScope users) {
        return table.scan(users, command -> command.arguments().contains(mark));
    }

    @Test
    void findsProcessesAndSaysWhatItCannotTell() {
        int pid = zoo.child(List.of("python3", mark), Map.of("TEKTON_ROOT", "/srv/tekton"));

        Scan scan = scan(new UserScope.Any());

        assertThat(scan.matches()).singleElement().satisfies(match -> {
            assertThat(match.pid()).isEqualTo(pid);
            assertThat(match.node().parentPid()).isEqualTo(zoo.keeper());
            assertThat(match.age()).isLessThan(Duration.ofHours(1));
            assertThat(match.unread()).isEmpty();
            assertThat(match.weaknesses()).hasSize(3);
        });
    }

    @Test
    void leavesOtherUsersAlone() {
        zoo.child(List.of("python3", mark), Map.of());

        Scan scan = scan(new UserScope.Users(Set.of(new Owner(-1, -1, "somebody else"))));

        assertThat(scan.matches()).isEmpty();
        assertThat(scan.unreadable()).isEmpty();
        assertThat(scan.scanned()).isPositive();
    }

    @Test
    void matchesNoZombie() {
        SampleProcesses.Family family = zoo.family(List.of("lazy", mark), Map.of(), List.of("child", mark), Map.of());
        zoo.end(family.child());

        assertThat(scan(new UserScope.Any()).matches().stream().map(ProcessSnapshot::pid))
                .containsExactly(family.parent());
    }

    @Test
    void aProcessThatEndedIsGone() {
        int pid = zoo.child(List.of("python3", mark), Map.of());
        zoo.end(pid);

        assertThat(table.read(pid)).isEqualTo(new Reading.Gone<>());
        assertThat(table.node(pid)).isEqualTo(new Reading.Gone<>());
    }
}
