package io.tekton.sharedservices.store.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.store.Records;
import io.tekton.sharedservices.store.Store;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulerConnectionsTest {
    @TempDir
    Path folder;

    /** The JVM's thread for signals is such a one, and so is each that it starts. */
    @Test
    void aThreadWithoutClassLoaderGetsOneWithWhichQuartzCanWrapTheConnection() {
        try (Store store = Records.open(folder)) {
            SchedulerConnections connections = store.schedulerConnections();
            CompletableFuture<Boolean> wrapped = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                try (Connection connection = connections.getConnection()) {
                    // as org.quartz.impl.jdbcjobstore.JobStoreSupport does
                    ClassLoader loader = Thread.currentThread().getContextClassLoader();
                    Object proxy = Proxy.newProxyInstance(
                            loader, new Class<?>[] {Connection.class}, (self, method, arguments) -> null);
                    wrapped.complete(proxy instanceof Connection && !connection.isClosed());
                } catch (Exception e) {
                    wrapped.completeExceptionally(e);
                }
            });
            thread.setContextClassLoader(null);
            thread.start();

            assertThat(wrapped.join()).isTrue();
        }
    }
}
