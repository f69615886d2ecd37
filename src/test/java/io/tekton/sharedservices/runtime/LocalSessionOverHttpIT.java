package io.tekton.sharedservices.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.CleanupRequest;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.client.ApiClient;
import io.tekton.sharedservices.client.GivenSettings;
import io.tekton.sharedservices.client.RemoteSession;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.History;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import io.tekton.sharedservices.process.UserNames;
import io.tekton.sharedservices.registry.RegistryMemory;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.settings.SettingsLayers;
import io.tekton.sharedservices.store.StoreFacts;
import io.tekton.sharedservices.store.sql.StoreException;
import io.tekton.sharedservices.testing.Neighbour;
import io.tekton.sharedservices.web.FakeServices;
import io.tekton.sharedservices.web.RunningServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session over the API answers as the session with the store does. */
class LocalSessionOverHttpIT {
    @TempDir
    private Path folder;

    /** A daemon whose record and cleanup are real. */
    private static final class Behind extends FakeServices {
        private final LocalSession session;
        private final ServiceSettings settings;

        Behind(LocalSession session, ServiceSettings settings) {
            this.session = session;
            this.settings = settings;
        }

        @Override
        public String host() {
            return session.host();
        }

        @Override
        public History history() {
            return session.history();
        }

        @Override
        public CleanupReport cleanup(CleanupOrder order, StopFlag stop, CleanupListener listener) {
            order.asker().mustAgreeWith(settings.all(), ClientContext.OF_ONE_RUN);
            return session.cleanup(order.under(settings.cleanup()), stop, listener);
        }

        @Override
        public Explanation.Answer explain(int pid, ClientContext asker) {
            return session.explain(pid);
        }

        @Override
        public List<AuditEvent> eventsAfter(long sequence, int limit) {
            return session.eventsAfter(sequence, limit);
        }

        @Override
        public ChainCheck verifyChain() {
            return session.verifyChain();
        }

        @Override
        public RegistryMemory registryMemory() {
            return session.registryMemory();
        }

        @Override
        public StoreFacts storeFacts() {
            return session.storeFacts();
        }

        @Override
        public void backup(Path target) {
            session.backup(target);
        }
    }

    @Test
    void saysWhatTheStoreSays() throws IOException {
        Path registry = folder.resolve(".tekton/ai_registry/platform_ai_registry.json");
        Files.createDirectories(registry.getParent());
        Files.writeString(registry, Neighbour.registry());
        Places places = Places.of(Map.of("HOME", folder.toString()), null, null, folder, folder);
        ServiceSettings settings = ServiceSettings.read(
                SettingsLayers.builder()
                        .set("orphan-cleanup.default-rules=false")
                        .set("orphan-cleanup.match.none=program=no-such-program-anywhere")
                        .build(),
                places,
                new UserNames(),
                Clock.systemUTC().instant());
        Path state = Files.createDirectories(folder.resolve("server"));
        try (LocalSession local = LocalSession.open(places, settings, Clock.systemUTC(), "a test");
                RunningServer running = RunningServer.with(new Behind(local, settings), state)) {
            ApiClient client = running.client();
            RemoteSession remote = new RemoteSession(client, new GivenSettings(settings.all(), false));

            CleanupReport report = remote.cleanup(
                    CleanupRequest.manual(settings.cleanup(), "op", true), new StopFlag(), CleanupListener.NONE);

            assertThat(report.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
            assertThat(report.run().counts().scanned()).isPositive();
            RunQuery all = new RunQuery(null, null, null, null, null, 50);
            assertThat(remote.history().runs(all))
                    .isEqualTo(local.history().runs(all))
                    .contains(report.run());
            TerminationQuery every = new TerminationQuery(null, null, null, null, null, null, null, null, 50);
            assertThat(remote.history().terminations(every))
                    .isEqualTo(local.history().terminations(every));
            assertThat(remote.eventsAfter(0, 50))
                    .isEqualTo(local.eventsAfter(0, 50))
                    .isNotEmpty();
            assertThat(remote.verifyChain()).isEqualTo(local.verifyChain());
            assertThat(remote.storeFacts().runs()).isEqualTo(1);
            assertThat(remote.host()).isEqualTo(local.host());
            assertThat(remote.explain((int) ProcessHandle.current().pid()))
                    .isInstanceOf(Explanation.Answer.Explained.class);
            assertThat(remote.registryMemory().wasRead(registry)).isTrue();
            Path backup = folder.resolve("backup.sql");
            remote.backup(backup);
            assertThat(backup).isNotEmptyFile();
            assertThatThrownBy(() -> remote.backup(backup)).isInstanceOf(StoreException.class);
        }
    }
}
