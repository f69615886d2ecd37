package io.tekton.sharedservices.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.store.database.StoreHeldException;
import io.tekton.sharedservices.store.database.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreIsHeldIT {
    @TempDir
    Path folder;

    @Test
    void waitsForAnotherProcessAndNamesItWhenPatienceEnds() throws Exception {
        Process child = StoreChild.start(folder, "hold");
        try {
            assertThat(StoreChild.output(child).readLine()).isEqualTo("open");

            assertThatThrownBy(() -> open(Duration.ofMillis(200)))
                    .isInstanceOfSatisfying(StoreHeldException.class, held -> {
                        assertThat(held.holder().pid()).isEqualTo(child.pid());
                        assertThat(held.holder().command()).isEqualTo("hold the store?for a test");
                        assertThat(held)
                                .hasMessageContaining("held by pid " + child.pid() + ", hold the store?for a test");
                    });

            CompletableFuture<Store> waiting = CompletableFuture.supplyAsync(() -> open(Duration.ofMinutes(4)));
            assertThat(waiting).isNotDone();
            child.getOutputStream().close();
            try (Store store = waiting.get(240, TimeUnit.SECONDS)) {
                assertThat(store.facts().runs()).isZero();
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    @Test
    void isFreeAtOnceWhenItsHolderWasKilled() throws Exception {
        Process child = StoreChild.start(folder, "hold");
        assertThat(StoreChild.output(child).readLine()).isEqualTo("open");

        child.destroyForcibly().waitFor();

        try (Store store = open(Duration.ofSeconds(1))) {
            assertThat(store.facts().runs()).isZero();
        }
    }

    private Store open(Duration patience) {
        return Store.open(new StoreSettings(folder, patience, "a test"), Records.CLOCK);
    }
}
