package io.tekton.sharedservices.cli.command;

import io.tekton.sharedservices.api.ApiException;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.ExitCode;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import io.tekton.sharedservices.store.database.StoreHeldException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows terminations as they come on record, each once, when its result is known: those that end from its start on, and
 * before them the earlier ones that were asked for. The store is opened for each read and closed in between, since an
 * open store keeps a cleanup from running. Ends by Ctrl-C, or when nobody reads any more.
 */
final class AuditFollow {
    private static final Duration BETWEEN_READS = Duration.ofSeconds(2);
    private static final int PAGE = 500;

    private final Context context;
    private final TerminationQuery query;
    private final AuditView view;
    private final boolean earlier;

    /** What was on record at the first read and had ended before this is not shown; as fine as times on record. */
    private final Instant start;

    /** All up to this one are shown, or were not asked for; -1 before the first read. */
    private long seen = -1;

    /** Only up to this one a time decides, since a clock may be set back later; 0 where earlier ones were asked for. */
    private long newestAtFirst;

    /** @param earlier whether to begin with the newest that are on record and fit, up to the limit */
    AuditFollow(Context context, TerminationQuery query, AuditView view, boolean earlier) {
        this.context = context;
        this.query = query;
        this.view = view;
        this.earlier = earlier;
        this.start = context.clock().instant().truncatedTo(ChronoUnit.MILLIS);
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
            boolean past = termination.sequence() <= newestAtFirst
                    && termination.finishedAt().isBefore(start);
            if (isWanted(termination) && !past) {
                view.line(termination);
            }
            seen = termination.sequence();
        }
    }

    /**
     * The terminations after those seen, oldest first; at the first read those to begin with. Reads any outcome and
     * signal: a termination without a result may fit later and must not be skipped.
     */
    private List<Termination> fresh(SharedServices records) {
        if (seen < 0) {
            seen = earlier ? beforeTheNewest(records) : beforeTheFirstToEnd(records);
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

    private long beforeTheNewest(SharedServices records) {
        List<Termination> newest = records.history().terminations(query);
        return newest.isEmpty() ? 0 : newest.get(newest.size() - 1).sequence() - 1;
    }

    /** Walks back as long as a page has one that is open or has ended since the start. */
    private long beforeTheFirstToEnd(SharedServices records) {
        long before = 0;
        Long older = null;
        while (true) {
            List<Termination> page = records.history().terminations(anyResult(older));
            if (older == null && !page.isEmpty()) {
                before = page.get(0).sequence();
                newestAtFirst = before;
            }
            boolean some = false;
            for (Termination termination : page) {
                if (termination.finishedAt() == null
                        || !termination.finishedAt().isBefore(start)) {
                    before = Math.min(before, termination.sequence() - 1);
                    some = true;
                }
            }
            if (!some || page.size() < PAGE) {
                return before;
            }
            older = page.get(page.size() - 1).sequence();
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
                query.rehearsals(),
                query.origin());
    }

    private boolean isWanted(Termination termination) {
        return (query.outcome() == null
                        || query.outcome() == termination.verdict().result())
                && (query.signal() == null || termination.signals().contains(query.signal()));
    }
}
