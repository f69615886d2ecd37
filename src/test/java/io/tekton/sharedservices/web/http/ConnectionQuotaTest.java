package io.tekton.sharedservices.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConnectionQuotaTest {
    private final ConnectionQuota shares = new ConnectionQuota();
    private final RateLimit pace = new RateLimit();

    @Test
    void strangersHaveAFewEachAndTogetherAndTakeNothingFromTheOwner() {
        Peer owner = new Peer(Peer.Kind.OWNER, "uid 1000");
        int taken = 0;
        for (int uid = 2000; uid < 2010; uid++) {
            Peer stranger = stranger(uid);
            int own = 0;
            for (; shares.hasRoomFor(stranger); own++) {
                shares.add(stranger);
            }
            assertThat(own).isLessThanOrEqualTo(ConnectionQuota.STRANGER);
            taken += own;
        }

        assertThat(taken).isEqualTo(ConnectionQuota.STRANGERS);
        assertThat(shares.hasRoomFor(owner)).isTrue();
        assertThat(shares.hasRoomFor(Peer.VOUCHED)).isTrue();
        shares.remove(stranger(2000));
        assertThat(shares.hasRoomFor(stranger(2009))).isTrue();
    }

    @Test
    void aStrangerWhoAsksAllTheTimeIsSlowedDownAndNoOtherIs() {
        int answered = 0;
        for (int i = 0; i < 1_000; i++) {
            answered += pace.takes(stranger(2000), 0) ? 1 : 0;
        }

        assertThat(answered).isEqualTo(100);
        assertThat(pace.takes(stranger(2001), 0)).isTrue();
        assertThat(pace.takes(stranger(2000), 1_000_000_000)).isTrue();
    }

    private static Peer stranger(int uid) {
        return new Peer(Peer.Kind.STRANGER, "uid " + uid);
    }
}
