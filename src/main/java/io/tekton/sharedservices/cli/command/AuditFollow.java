package io.tekton.sharedservices.cli.command;

import io.tekton.sharedservices.api.ApiException;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import io.tekton.sharedservices.store.database.StoreHeldException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows terminations as they come on record, each once, when its result is known. The store is opened for each read and
 * closed in between, since an open store keeps a cleanup from running. Ends by Ctrl-C, or when nobody reads any more.
 */
final class AuditFollow {
    private static final Duration BETWEEN_READS = Duration.ofSeconds(2);
    private static final int PAGE = 500;

    private final Context context;
    private final TerminationQuery query;
    private final AuditView view;

    /** All up to this one are shown, or were not asked for; -1 before the first read. */
    private long seen = -1;

    AuditFollow(Context context, TerminationQuery query, AuditView view) {
        this.context = context;
        this.query = query;
        this.view = view;
    }

    int run() {
        view.heading();
        do {
            showNew();
        } while (!context.terminal().out().checkError() && !context.stop().await(BETWEEN_READS));
        return ExitCode.DONE;
    }

    private void showNew() {
        List<Termination> fresh;
        try (SharedServices records = context.openRecords("audit --follow")) {
            fresh = fresh(records);
        } catch (StoreHeldException | ApiException e) {
            // A process that writes now has finished by a later read; a daemon that has just ended leaves the store to
            // us.
            return;
        }
        for (Termination termination : fresh) {
            if (termination.finishedAt() == null || context.terminal().out().checkError()) {
                return;
            }
            if (isWanted(termination)) {
                view.line(termination);
            }
            seen = termination.sequence();
        }
    }

    /**
     * The terminations after those seen, oldest first; at the first read the newest that fit, up to the limit. Reads
     * any outcome and signal: a termination without a result may fit later and must not be skipped.
     */
    private List<Termination> fresh(SharedServices records) {
        if (seen < 0) {
            List<Termination> first = new ArrayList<>(records.history().terminations(query));
            Collections.reverse(first);
            seen = first.isEmpty() ? 0 : first.get(0).sequence() - 1;
        }
        List<Termination> fresh = new ArrayList<>();
        Long before = null;
        while (true) {
            List<Termination> page = records.history().terminations(anyResult(before));
            for (Termination termination : page) {
                if (termination.sequence() <= seen) {
                    Collections.reverse(fresh);
                    return fresh;
                }
                fresh.add(termination);
            }
            if (page.size() < PAGE) {
                Collections.reverse(fresh);
                return fresh;
            }
            before = page.get(page.size() - 1).sequence();
        }
    }

    private TerminationQuery anyResult(@Nullable Long before) {
        return new TerminationQuery(
                query.since(),
                query.until(),
                query.pid(),
                query.component(),
                null,
                null,
                query.runId(),
                before,
                PAGE,
                query.rehearsals());
    }

    private boolean isWanted(Termination termination) {
        return (query.outcome() == null
                        || query.outcome() == termination.verdict().result())
                && (query.signal() == null || termination.signals().contains(query.signal()));
    }
}
