package io.tekton.sharedservices.fleet.centre;

import io.tekton.sharedservices.fleet.centre.CentreException.Kind;
import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.Facts;
import io.tekton.sharedservices.journal.query.PurgedRange;
import io.tekton.sharedservices.json.CanonicalJson;
import io.tekton.sharedservices.json.CanonicalJsonReader;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.store.sql.Sql;
import io.tekton.sharedservices.text.Causes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a host may call: three functions, by their versions. Not thread-safe. */
public final class HostFunctions {
    private final CentreConnection connection;

    public HostFunctions(CentreConnection connection) {
        this.connection = connection;
    }

    /** An event, or a range of events that were purged before they were shipped. */
    public sealed interface Link {
        /** The first, and only, or the first of the range. */
        long sequence();

        record Event(AuditEvent event) implements Link {
            @Override
            public long sequence() {
                return event.sequence();
            }
        }

        record Gap(PurgedRange range) implements Link {
            @Override
            public long sequence() {
                return range.first();
            }
        }
    }

    /**
     * @param base the event before the first one, for a chain that is new
     * @throws CentreException if it could not be asked
     */
    public Shipment ship(String installation, String epoch, long base, String baseHash, List<Link> links) {
        CentreAnswer answer = call(
                "ship events",
                "ship",
                Map.of(
                        "installation",
                        installation,
                        "epoch",
                        epoch,
                        "base",
                        CanonicalJson.write(Map.of("sequence", base, "hash", baseHash)),
                        "events",
                        CanonicalJson.write(
                                links.stream().map(HostFunctions::map).toList())));
        return new Shipment(
                Shipment.Outcome.valueOf(answer.text("outcome")),
                answer.number("sequence"),
                answer.text("hash"),
                answer.textOrNull("why"));
    }

    /** The last of these events that the centre knows of the installation; 0 where it knows none. */
    public long known(String installation, List<AuditEvent> events) {
        List<Map<String, Object>> some = new ArrayList<>();
        events.forEach(event -> some.add(Map.of("sequence", event.sequence(), "hash", event.hash())));
        return call(
                        "ask for the last common event",
                        "known",
                        Map.of("installation", installation, "events", CanonicalJson.write(some)))
                .number("sequence");
    }

    public Heartbeat.Answer beat(Heartbeat beat) {
        Map<String, @Nullable Object> said = new TreeMap<>();
        said.put("installation", beat.installation());
        said.put("epoch", beat.epoch());
        said.put("holder", beat.holder());
        said.put("label", beat.label());
        said.put("version", beat.version());
        said.put("settingsDigest", beat.settingsDigest());
        said.put("heartbeatSeconds", beat.heartbeatSeconds());
        said.put("at", Facts.onRecord(beat.at()).toString());
        said.put("headSequence", beat.headSequence());
        said.put("headHash", beat.headHash());
        said.put("acknowledged", beat.acknowledged());
        said.put("acknowledgedHash", beat.acknowledgedHash());
        said.put("unshipped", beat.unshipped());
        said.put("unshippedSince", text(beat.unshippedSince()));
        said.put("openRuns", beat.openRuns());
        said.put("lastCleanupAt", text(beat.lastCleanupAt()));
        said.put("lastCleanupOutcome", beat.lastCleanupOutcome());
        said.put("lastCleanupOrphans", beat.lastCleanupOrphans());
        said.put("pausedByFleet", beat.pausedByFleet());
        CentreAnswer answer = call("send a heartbeat", "heartbeat", Map.of("beat", CanonicalJson.write(said)));
        CentreAnswer pause = answer.object("pause");
        return new Heartbeat.Answer(
                answer.time("now"),
                answer.text("host"),
                answer.number("sequence"),
                answer.text("hash"),
                answer.text("state"),
                answer.textOrNull("why"),
                pause == null
                        ? null
                        : new Heartbeat.Advice(
                                pause.number("id"), pause.text("reason"), pause.text("actor"), pause.time("since")));
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static Map<String, @Nullable Object> map(Link link) {
        Map<String, @Nullable Object> map = new TreeMap<>();
        map.put("sequence", link.sequence());
        if (link instanceof Link.Gap gap) {
            map.put("gap_last", gap.range().last());
            map.put("gap_hash", gap.range().hash());
        } else if (link instanceof Link.Event one) {
            AuditEvent event = one.event();
            ProcessIdentity process = event.process();
            map.put("epoch", event.epoch());
            map.put("host", event.host());
            map.put("kind", event.kind().name());
            map.put("run", event.runId());
            map.put("boot", event.bootId());
            if (process != null) {
                map.put("process_boot", process.bootId());
                map.put("pid", (long) process.pid());
                map.put("start", process.startTicks());
            }
            map.put("at", event.at().toString());
            map.put("facts", event.facts());
            map.put("hash", event.hash());
        }
        return map;
    }

    private CentreAnswer call(String attempt, String function, Map<String, ?> parameters) {
        String answer = connection.ask(
                attempt,
                handle -> Sql.fleet("queries/" + function)
                        .on(handle)
                        .bindMap(parameters)
                        .mapTo(String.class)
                        .one());
        try {
            return new CentreAnswer(CanonicalJsonReader.read(answer));
        } catch (IllegalArgumentException e) {
            throw new CentreException(
                    Kind.FAILED, "could not " + attempt + ": the centre answered " + answer + ", " + Causes.of(e), e);
        }
    }
}
