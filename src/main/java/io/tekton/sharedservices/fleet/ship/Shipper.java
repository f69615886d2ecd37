package io.tekton.sharedservices.fleet.ship;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.fleet.centre.CentreConnection;
import io.tekton.sharedservices.fleet.centre.CentreException;
import io.tekton.sharedservices.fleet.centre.Heartbeat;
import io.tekton.sharedservices.fleet.centre.HostFunctions;
import io.tekton.sharedservices.fleet.centre.HostFunctions.Link;
import io.tekton.sharedservices.fleet.centre.Shipment;
import io.tekton.sharedservices.fleet.settings.ConnectionUse;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.fleet.ship.Batches.MissingEventException;
import io.tekton.sharedservices.fleet.ship.ShipStatus.State;
import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.store.chain.ChainHead;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Says to the centre how this host is, and ships what its journal has and the centre has not. It adds nothing to a
 * cleanup: it reads what is on record. Not thread-safe but for {@link #status} and {@link #statusNow}.
 */
public final class Shipper implements AutoCloseable {
    /** Between two batches, so that a long backlog leaves the centre to others. */
    private static final Duration BETWEEN_BATCHES = Duration.ofMillis(50);

    private final Logger logger = LogManager.getLogger("fleet");
    private final Journal journal;
    private final FleetSettings settings;
    private final Identity identity;
    private final Clock clock;
    private final StopFlag stop;
    private final String holder;
    private @Nullable CentreConnection connection;
    private Heartbeat.@Nullable Advice advice;
    private boolean pausedByFleet;
    private @Nullable Long clockAheadMillis;
    private @Nullable String loss;
    private volatile ShipStatus status = ShipStatus.STARTING;
    private @Nullable ShippedHead shipped;

    /**
     * What a host says of itself and does not change while it runs.
     *
     * @param settingsDigest of the settings in force
     */
    public record Identity(String label, String version, String settingsDigest) {}

    /**
     * @param known what was shipped by what the host remembers; null where it remembers nothing
     * @param stop raised when the caller wants it to end; what was begun ends first
     */
    public Shipper(
            Journal journal,
            FleetSettings settings,
            Identity identity,
            Clock clock,
            StopFlag stop,
            @Nullable ShippedHead known) {
        this.journal = journal;
        this.settings = settings;
        this.identity = identity;
        this.clock = clock;
        this.stop = stop;
        this.shipped = known;
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        this.holder = HexFormat.of().formatHex(random);
    }

    /** How it was in the last round. */
    public ShipStatus status() {
        return status;
    }

    /** How it is, with what was recorded since the last round: while the centre is away, that is up to a minute ago. */
    public ShipStatus statusNow() {
        return status.with(journal);
    }

    /** The last event that the centre is known to have. */
    public Optional<ShippedHead> shipped() {
        return Optional.ofNullable(shipped);
    }

    /** The centre's advice to pause, by its last answer. */
    public Optional<Heartbeat.Advice> advice() {
        return Optional.ofNullable(advice);
    }

    /** Whether this host follows the advice, for its next heartbeat. */
    public void pausedByFleet(boolean paused) {
        pausedByFleet = paused;
    }

    /**
     * One heartbeat, and a shipment of all that waits if it is time for that.
     *
     * @return whether the centre answered; {@link #status} says what is wrong otherwise
     * @throws io.tekton.sharedservices.journal.AuditException if the journal cannot be read
     */
    public boolean round(boolean ship) {
        ChainHead head = journal.head();
        try {
            HostFunctions centre = centre();
            Heartbeat.Answer answer = centre.beat(heartbeat(head));
            advice = answer.pause();
            clockAheadMillis = Duration.between(answer.now(), clock.instant()).toMillis();
            compare(head, answer.sequence());
            note(head, answer.sequence(), answer.hash());
            report(head, answer, state(answer.state()), answer.why());
            if (ship && !answer.state().equals("FORK")) {
                ship(centre, head, answer);
            }
            return true;
        } catch (CentreException e) {
            close();
            State state = switch (e.kind()) {
                case AWAY, FAILED -> State.AWAY;
                case DENIED, LACKING, UNTRUSTED -> State.DENIED;
            };
            status = new ShipStatus(
                    state,
                    status.host(),
                    status.contactAt(),
                    shippedOf(head),
                    head.sequence(),
                    waitingSince(head),
                    null,
                    e.getMessage());
            return false;
        } finally {
            if (settings.connection() == ConnectionUse.SHORT) {
                close();
            }
        }
    }

    /** The centre must have what it had confirmed; what this host still has of it is shipped again. */
    private void compare(ChainHead head, long there) {
        long confirmed = shippedOf(head);
        if (there < confirmed) {
            loss = "the fleet's centre ends at event " + there + " of this host's journal, and had confirmed event "
                    + confirmed + ": it lost records, which are shipped again as far as they are still here";
            logger.warn("{}", loss);
        }
    }

    /** What the centre lost of this journal while this program ran, in words; empty where it lost nothing. */
    public Optional<String> loss() {
        return Optional.ofNullable(loss);
    }

    private static State state(String word) {
        return switch (word) {
            case "FORK" -> State.FORKED;
            case "CLONE" -> State.CLONED;
            default -> State.CONNECTED;
        };
    }

    private HostFunctions centre() {
        CentreConnection open = connection;
        if (open == null) {
            open = CentreConnection.open(settings, "host");
            connection = open;
        }
        return new HostFunctions(open);
    }

    private Heartbeat heartbeat(ChainHead head) {
        Journal.Condition condition = journal.condition();
        ShippedHead known = shipped;
        return new Heartbeat(
                head.installation(),
                head.epoch(),
                holder,
                identity.label(),
                identity.version(),
                identity.settingsDigest(),
                settings.heartbeat().toSeconds(),
                clock.instant(),
                head.sequence(),
                head.hash(),
                shippedOf(head),
                known != null && known.isOf(head) ? known.hash() : null,
                head.sequence() - shippedOf(head),
                waitingSince(head),
                condition.openRuns(),
                condition.lastCleanupAt(),
                condition.lastCleanupOutcome(),
                condition.lastCleanupOrphans(),
                pausedByFleet);
    }

    private void ship(HostFunctions centre, ChainHead head, Heartbeat.Answer answer) {
        long base = 0;
        String baseHash = AuditEvent.GENESIS;
        long from = answer.sequence();
        if (from == 0 && head.sequence() > 0) {
            Optional<AuditEvent> common = new CommonEvent(journal, centre).find(head.installation(), head.sequence());
            base = common.map(AuditEvent::sequence).orElse(0L);
            baseHash = common.map(AuditEvent::hash).orElse(AuditEvent.GENESIS);
            from = base;
        }
        Batches batches = new Batches(journal);
        boolean first = true;
        while (from < head.sequence() && !stop.isRaised()) {
            if (!first && stop.await(BETWEEN_BATCHES)) {
                return;
            }
            first = false;
            List<Link> links;
            try {
                links = batches.after(from);
            } catch (MissingEventException e) {
                report(head, answer, State.REFUSED, e.getMessage());
                return;
            }
            Shipment shipment = centre.ship(head.installation(), head.epoch(), base, baseHash, links);
            note(head, shipment.sequence(), shipment.hash());
            switch (shipment.outcome()) {
                case FORK -> report(head, answer, State.FORKED, shipment.why());
                case REFUSED -> report(head, answer, State.REFUSED, shipment.why());
                case BASE ->
                    report(head, answer, State.REFUSED, "the centre does not know where this journal branches off");
                case OK, GAP -> report(head, answer, status.state(), status.problem());
            }
            boolean goesOn = (shipment.outcome() == Shipment.Outcome.OK && shipment.sequence() > from)
                    || (shipment.outcome() == Shipment.Outcome.GAP && shipment.sequence() != from);
            if (!goesOn) {
                return;
            }
            from = shipment.sequence();
        }
    }

    private void note(ChainHead head, long sequence, String hash) {
        ShippedHead before = shipped;
        if (before == null || !before.isOf(head) || before.sequence() != sequence) {
            shipped = new ShippedHead(head.installation(), head.epoch(), sequence, hash, clock.instant());
        }
    }

    private void report(ChainHead head, Heartbeat.Answer answer, State state, @Nullable String problem) {
        status = new ShipStatus(
                state,
                answer.host(),
                clock.instant(),
                shippedOf(head),
                head.sequence(),
                waitingSince(head),
                clockAheadMillis,
                problem);
    }

    private long shippedOf(ChainHead head) {
        ShippedHead known = shipped;
        return known != null && known.isOf(head) ? known.sequence() : 0;
    }

    private @Nullable Instant waitingSince(ChainHead head) {
        long last = shippedOf(head);
        return last >= head.sequence() ? null : journal.timeAfter(last);
    }

    /** Lets the connection go; the next round makes a new one. */
    @Override
    public void close() {
        CentreConnection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }
}
