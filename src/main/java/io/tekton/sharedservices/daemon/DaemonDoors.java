package io.tekton.sharedservices.daemon;

import io.tekton.sharedservices.api.AccessToken;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.config.Warnings;
import io.tekton.sharedservices.metrics.DashboardQueries;
import io.tekton.sharedservices.metrics.Instrumentation;
import io.tekton.sharedservices.settings.Origin;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.text.Causes;
import io.tekton.sharedservices.web.ApiServer;
import io.tekton.sharedservices.web.http.OwnerSocket;
import io.tekton.sharedservices.web.route.SessionFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Where the daemon can be asked: the socket in the state folder, and the HTTP port. */
record DaemonDoors(Places places, @Nullable String runtimeFolder, Warnings warnings) {
    /**
     * Opens both.
     *
     * @throws io.tekton.sharedservices.web.http.ServerStartException if the API cannot listen
     * @throws UncheckedIOException if the token cannot be written or read
     */
    ApiServer open(
            ServiceSettings settings,
            SharedServices services,
            DashboardQueries queries,
            Instrumentation activity,
            Clock clock) {
        ApiServer server = ApiServer.start(
                settings.web(),
                portAsked(settings),
                token(settings),
                services,
                queries,
                activity,
                clock,
                ZoneId.systemDefault(),
                ownerSocket(),
                SessionFile.in(places.stateFolder()));
        tellOfOtherPort(server, settings.web().port());
        return server;
    }

    private AccessToken token(ServiceSettings settings) {
        Path file = settings.web().tokenFile().orElse(null);
        try {
            return file == null
                    ? AccessToken.create(places.stateFolder())
                    : AccessToken.ofOperator(file, places.stateFolder());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    file == null
                            ? "the access token cannot be written into " + places.stateFolder() + ": " + Causes.of(e)
                            : "the token of web.token-file cannot be used: " + Causes.of(e),
                    e);
        }
    }

    /** Null where it cannot be had: then the commands ask over HTTP, with the token. */
    private @Nullable OwnerSocket ownerSocket() {
        try {
            return OwnerSocket.listen(places.stateFolder(), runtimeFolder);
        } catch (IOException e) {
            warnings.raise(
                    "socket",
                    "the socket in " + places.stateFolder() + " cannot be used (" + Causes.of(e)
                            + "), so commands ask over HTTP");
            return null;
        }
    }

    private static boolean portAsked(ServiceSettings settings) {
        return settings.all().inForce().stream()
                .anyMatch(setting -> setting.key().equals("web.port") && !(setting.origin() instanceof Origin.Default));
    }

    private void tellOfOtherPort(ApiServer server, int port) {
        if (port != 0 && !server.url().endsWith(":" + port)) {
            warnings.raise(
                    "port",
                    "port " + port + " was taken, so the API listens at " + server.url()
                            + "; web.port chooses another");
        }
    }
}
