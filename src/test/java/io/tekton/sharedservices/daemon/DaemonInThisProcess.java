package io.tekton.sharedservices.daemon;

import io.tekton.sharedservices.client.DaemonFinder;
import io.tekton.sharedservices.client.DaemonLookup;
import io.tekton.sharedservices.client.GivenSettings;
import io.tekton.sharedservices.client.RemoteServices;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.posix.ServiceNotification;
import io.tekton.sharedservices.process.UserNames;
import io.tekton.sharedservices.process.linux.LinuxProcessTable;
import io.tekton.sharedservices.runtime.ServiceRuntime;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.settings.SettingsLayers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A whole daemon in a thread of this process, with a platform folder of its own, asked over its socket. */
final class DaemonInThisProcess implements AutoCloseable {
    private final StopFlag stop = new StopFlag();
    private final Places places;
    private final Thread thread;
    private final CompletableFuture<String> ready = new CompletableFuture<>();

    DaemonInThisProcess(Path home, ServiceRuntime.JobFactory jobs, String... set) throws Exception {
        this(home, Map.of("HOME", home.toString(), "TEKTON_ROOT", home.toString()), jobs, set);
    }

    DaemonInThisProcess(Path home, Map<String, String> environment, ServiceRuntime.JobFactory jobs, String... set)
            throws Exception {
        places = Places.of(environment, null, null, home, home);
        SettingsLayers.Builder layers = SettingsLayers.builder().set("web.port=0");
        for (String setting : set) {
            layers.set(setting);
        }
        ServiceSettings settings = ServiceSettings.read(
                layers.build(), places, new UserNames(), Clock.systemUTC().instant());
        DaemonProcess daemon = new DaemonProcess(
                places,
                Clock.systemUTC(),
                "a test",
                stop,
                ServiceNotification.to(null),
                why -> {},
                Duration.ofSeconds(1),
                null,
                jobs);
        thread = new Thread(
                () -> {
                    try {
                        daemon.run(settings, () -> settings, ready::complete);
                    } catch (RuntimeException | Error e) {
                        ready.completeExceptionally(e);
                        throw e;
                    }
                },
                "daemon-in-this-process");
        thread.start();
        ready.get(60, TimeUnit.SECONDS);
    }

    RemoteServices services() {
        DaemonLookup found = new DaemonFinder(
                        places.stateFolder(), () -> LinuxProcessTable.open(Set.of(), Clock.systemUTC()))
                .look();
        return RemoteServices.of((DaemonLookup.Running) found, places.stateFolder(), GivenSettings.NONE);
    }

    @Override
    public void close() {
        stop.raise();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(60));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new IllegalStateException("the daemon does not end");
        }
    }
}
