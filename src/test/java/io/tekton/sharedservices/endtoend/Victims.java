package io.tekton.sharedservices.endtoend;

import static io.tekton.sharedservices.endtoend.Installation.lives;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.query.ChainCheck.Intact;
import io.tekton.sharedservices.json.CanonicalJsonReader;
import io.tekton.sharedservices.process.HostName;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.store.database.StoreSettings;
import io.tekton.sharedservices.store.record.SqlAuditReader;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Two orphans for a cleanup that will not come to its end: one ends at SIGTERM, one ignores it; both tell what they
 * had.
 */
final class Victims implements AutoCloseable {
    private final Installation tekton;
    private final Worker prompt;
    private final Worker stubborn;
    private final long before;

    /** @param before the last event on record before the cleanup */
    Victims(Installation tekton, long before) {
        this.tekton = tekton;
        this.before = before;
        this.prompt = Worker.start(tekton, "sys.exit(0)");
        this.stubborn = Worker.start(tekton, "pass");
    }

    /** What was found once the cleanup's process is gone. */
    record Found(int signals, long lastEvent) {}

    /** Holds what the victims had against what stands in the store, which must be whole. */
    Found check(String which) {
        boolean killed = !lives(stubborn.pid());
        boolean terminated = !lives(prompt.pid());
        List<AuditEvent> events = events(which);
        Set<String> intents = intents(events, stubborn.pid());
        List<String> said = stubborn.endAndTell();
        assertThat(said.isEmpty() || intents.contains("TERM"))
                .as("SIGTERM was had: %s, intents: %s, %s", said, intents, which)
                .isTrue();
        assertThat(!killed || intents.contains("KILL"))
                .as("killed, intents: %s, %s", intents, which)
                .isTrue();
        assertThat(!terminated || intents(events, prompt.pid()).contains("TERM"))
                .as("ended without an intent, %s", which)
                .isTrue();
        return new Found(
                said.size() + (killed ? 1 : 0) + (terminated ? 1 : 0),
                events.isEmpty() ? before : events.get(events.size() - 1).sequence());
    }

    private List<AuditEvent> events(String which) {
        try (Store store = store(tekton)) {
            SqlAuditReader reader = store.auditReader();
            assertThat(reader.verifyChain()).as(which).isInstanceOf(Intact.class);
            return reader.eventsAfter(before, 10_000);
        }
    }

    /** Once a command has settled what the last kill left. */
    static void checkThatNoRunIsLeftOpen(Installation tekton) {
        Program.Ended after = Program.run(tekton, "history", "--outcome", "running");
        assertThat(after.exitCode()).as(after.err()).isZero();
        try (Store store = store(tekton)) {
            assertThat(store.auditReader().running(HostName.read())).isEmpty();
        }
    }

    private static Store store(Installation tekton) {
        return Store.open(
                new StoreSettings(tekton.stateFolder, StoreSettings.PATIENCE_OF_A_COMMAND, "test"), Clock.systemUTC());
    }

    private static Set<String> intents(List<AuditEvent> events, int pid) {
        return events.stream()
                .filter(event -> event.kind() == EventKind.INTENDED
                        && event.process() != null
                        && event.process().pid() == pid)
                .map(event -> CanonicalJsonReader.texts(event.facts()).get("signal"))
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        prompt.close();
        stubborn.close();
    }
}
