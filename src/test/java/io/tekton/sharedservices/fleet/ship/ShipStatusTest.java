package io.tekton.sharedservices.fleet.ship;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.fleet.FleetPostgres;
import io.tekton.sharedservices.fleet.ship.ShipStatus.State;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a host says of its shipping between two tries of a centre that is away. */
class ShipStatusTest {
    @TempDir
    Path temp;

    @Test
    void aCleanupDuringAnOutageWaitsAtOnce() {
        try (Member member = Member.of(temp.resolve("state"), FleetPostgres.away())) {
            assertThat(member.shipper.round(true)).isFalse();
            assertThat(member.shipper.statusNow().unshipped()).isZero();
            assertThat(member.shipper.statusNow().unshippedSince()).isNull();

            member.cleanup("run-001", 1);

            ShipStatus now = member.shipper.statusNow();
            assertThat(now.state()).isEqualTo(State.AWAY);
            assertThat(now.unshipped())
                    .isPositive()
                    .isEqualTo(member.store.auditReader().head().sequence());
            assertThat(now.unshippedSince())
                    .isEqualTo(
                            member.store.auditReader().eventsAfter(0, 1).get(0).at());
        }
    }

    @Test
    void nothingIsSaidBeforeTheFirstTry() {
        try (Member member = Member.of(temp.resolve("state"), FleetPostgres.away())) {
            member.cleanup("run-001", 1);

            assertThat(member.shipper.statusNow()).isEqualTo(ShipStatus.STARTING);
        }
    }
}
