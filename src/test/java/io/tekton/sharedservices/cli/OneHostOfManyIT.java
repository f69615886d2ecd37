package io.tekton.sharedservices.cli;

import static io.tekton.sharedservices.testing.StrictJson.object;
import static io.tekton.sharedservices.testing.StrictJson.objects;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cli.CommandLineCalls.Ended;
import io.tekton.sharedservices.fleet.FleetPostgres;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.fleet.ship.Member;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a keeper shows of all hosts at a real centre, and of one of them. */
class OneHostOfManyIT {
    @TempDir
    private Path folder;

    private CommandLineCalls calls;

    @BeforeEach
    void twoHostsAndAKeeper() throws Exception {
        FleetPostgres postgres = FleetPostgres.shared();
        String database = postgres.centre();
        ship("web-1", postgres, database, "of-web-1", "again-of-web-1");
        ship("web-2", postgres, database, "of-web-2");
        FleetSettings keeper = postgres.enrol(database, "keeper-" + database, true, folder);
        calls = new CommandLineCalls(folder);
        calls.settings(
                "fleet.url = " + keeper.url().orElseThrow(),
                "fleet.user = " + keeper.user(),
                "fleet.password-file = " + keeper.passwordFile().orElseThrow(),
                "fleet.keeper = true");
    }

    private void ship(String name, FleetPostgres postgres, String database, String... runs) {
        try (Member member = Member.of(folder.resolve("of-" + name), postgres.enrol(database, name, false, folder))) {
            for (int i = 0; i < runs.length; i++) {
                member.cleanup(runs[i], i + 1);
            }
            assertThat(member.shipper.round(true)).isTrue();
        }
    }

    private List<Object> listed(String list, String... words) {
        Ended ended = calls.run(words);
        assertThat(ended.code()).as(ended.err()).isZero();
        return objects(object(ended.out()), list).stream()
                .map(one -> one.get("host"))
                .toList();
    }

    @Test
    void bothListsAreOfAllHostsOrOfOne() {
        assertThat(listed("runs", "history", "--all-hosts", "--json"))
                .containsExactlyInAnyOrder("web-1", "web-1", "web-2");
        assertThat(listed("runs", "history", "--host", "web-1", "--json")).containsExactly("web-1", "web-1");
        assertThat(listed("terminations", "audit", "--host", "web-2", "--json")).containsExactly("web-2");
        assertThat(listed("terminations", "audit", "--host", "web-1", "--limit", "1", "--json"))
                .containsExactly("web-1");
        assertThat(calls.run("history", "--host", "web-2").out())
                .contains("of-web-2")
                .doesNotContain("web-1");
    }

    @Test
    void aNameThatIsNotEnrolledIsAnErrorAndNoEmptyList() {
        Ended ended = calls.run("audit", "--host", "web-3");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .contains("no host is enrolled as 'web-3'; \"shared-services hosts\" lists them; did you mean web-");
    }

    @Test
    void oneHostAndAllHostsExcludeEachOther() {
        Ended ended = calls.run("history", "--host", "web-1", "--all-hosts");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("--all-hosts and --host exclude each other");
    }
}
