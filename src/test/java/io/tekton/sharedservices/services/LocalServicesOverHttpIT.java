package io.tekton.sharedservices.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.Explanation;
import io.tekton.sharedservices.client.GivenSettings;
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

/** The services over the API answer as those with the store do. */
class LocalServicesOverHttpIT {
    @TempDir
    private Path folder;

    /** A daemon whose record and cleanup are real. */
    private static final class Behind extends FakeServices {
        private final LocalServices local;
        private final ServiceSettings settings;

        Behind(LocalServices local, ServiceSettings settings) {
            this.local = local;
            this.settings = settings;
        }

        @Override
        public String host() {
            return local.host();
        }

        @Override
        public History history() {
            return local.history();
        }

        @Override
        public CleanupReport cleanup(CleanupOrder order, StopFlag stop, CleanupListener listener) {
            order.asker().mustAgreeWith(settings.all(), ClientContext.OF_ONE_RUN);
            return local.cleanup(order, stop, listener);
        }

        @Override
        public Explanation.Answer explain(int pid, ClientContext asker) {
            return local.explain(pid, asker);
        }

        @Override
        public List<AuditEvent> eventsAfter(long sequence, int limit) {
            return local.eventsAfter(sequence, limit);
        }

        @Override
        public ChainCheck verifyChain() {
            return local.verifyChain();
        }

        @Override
        public RegistryMemory registryMemory() {
            return local.registryMemory();
        }

        @Override
        public StoreFacts storeFacts() {
            return local.storeFacts();
        }

        @Override
        public void backup(Path target) {
            local.backup(target);
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
        try (LocalServices local = LocalServices.open(places, settings, Clock.systemUTC(), "a test");
                RunningServer running = RunningServer.with(new Behind(local, settings), state)) {
            GivenSettings given = new GivenSettings(settings.all(), null);
            SharedServices remote = running.client(given);

            CleanupReport report = remote.cleanup(
                    given.cleanup(settings.cleanup(), "op", true, null, false, false),
                    new StopFlag(),
                    CleanupListener.NONE);

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
            assertThat(remote.explain((int) ProcessHandle.current().pid(), ClientContext.ofThisProcess()))
                    .isInstanceOf(Explanation.Answer.Explained.class);
            assertThat(remote.registryMemory().wasRead(registry)).isTrue();
            Path backup = folder.resolve("backup.sql");
            remote.backup(backup);
            assertThat(backup).isNotEmptyFile();
            assertThatThrownBy(() -> remote.backup(backup)).isInstanceOf(StoreException.class);
        }
    }
}
