package io.tekton.sharedservices.cli;

import io.tekton.sharedservices.api.Session;
import io.tekton.sharedservices.audit.Termination;
import io.tekton.sharedservices.audit.TerminationQuery;
import io.tekton.sharedservices.daemon.ServiceSettings;
import io.tekton.sharedservices.store.StoreHeldException;
import java.time.Duration;
import java.util.List;

/**
 * Shows terminations as they come on record. The store is opened for each look and let go in between, since whoever holds it keeps
 * a cleanup from running.
 */
final class AuditFollow {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    private final Context context;
    private final TerminationQuery query;
    private final AuditView view;
    private long seen;

    AuditFollow(Context context, TerminationQuery query, AuditView view) {
        this.context = context;
        this.query = query;
        this.view = view;
    }

    int run() {
        ServiceSettings settings = context.settings(List.of());
        view.heading();
        do {
            look(settings);
        } while (!context.stop().await(BETWEEN_LOOKS));
        return ExitCode.DONE;
    }

    private void look(ServiceSettings settings) {
        List<Termination> newest;
        try (Session session = context.open(settings, "audit --follow")) {
            newest = session.history().terminations(query);
        } catch (StoreHeldException e) {
            // Whoever writes now will be through by a later look.
            return;
        }
        for (Termination termination : AuditCommand.oldestFirst(newest)) {
            if (termination.sequence() <= seen) {
                continue;
            }
            if (termination.finishedAt() == null) {
                return;
            }
            view.line(termination);
            seen = termination.sequence();
        }
    }
}
