package io.tekton.sharedservices.cli.command;

import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.cleanup.FirstCleanup;
import io.tekton.sharedservices.cli.control.YesOrNo;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.view.RunView;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.journal.RunOutcome;

/**
 * What a live cleanup would end, shown to the person at the terminal before it begins. It is a dry run, on record as
 * any other. The store is closed again before the question: nobody else has to wait for the answer.
 */
final class CleanupPreview {
    private final Context context;
    private final Terminal terminal;

    CleanupPreview(Context context) {
        this.context = context;
        this.terminal = context.terminal();
    }

    /** What follows from the preview. */
    sealed interface Answer {
        /**
         * The live run begins, and judges again.
         *
         * @param explained whether the person was shown what a first cleanup does
         */
        record GoOn(boolean explained) implements Answer {}

        /** The person does not want it. */
        record Declined() implements Answer {}

        /** The preview was refused, or failed. */
        record Ended(RunOutcome outcome) implements Answer {}
    }

    /**
     * Shows it and asks; without an orphan there is nothing to ask.
     *
     * @param order with {@code dryRun}
     */
    Answer show(CleanupOrder order, ServiceSettings settings, boolean verbose) {
        CleanupReport report;
        boolean first;
        try (SharedServices services = context.open(settings, "cleanup --dry-run")) {
            first = CleanupCommand.isFirst(services);
            report = services.cleanup(order, context.stop(), CleanupListener.NONE);
        }
        int orphans = report.run().counts().orphans();
        boolean judged =
                report.run().outcome() == RunOutcome.SUCCEEDED || report.run().outcome() == RunOutcome.PARTIAL;
        if (judged && orphans == 0) {
            return new Answer.GoOn(false);
        }
        report.warnings().forEach(warning -> terminal.error("warning: " + warning));
        new RunView(terminal).print(report.run(), report.verdicts(), verbose);
        if (!judged) {
            return new Answer.Ended(report.run().outcome());
        }
        if (first) {
            terminal.sentences(FirstCleanup.sentence(
                    order.under(settings.cleanup()),
                    settings.cleanup(),
                    context.places().baseFolder()));
        }
        String which = orphans == 1 ? "this process" : "these " + orphans + " processes";
        if (new YesOrNo(terminal, context.stop()).ask("End " + which + "?")) {
            return new Answer.GoOn(first);
        }
        terminal.line("Nothing was ended.");
        return new Answer.Declined();
    }
}
