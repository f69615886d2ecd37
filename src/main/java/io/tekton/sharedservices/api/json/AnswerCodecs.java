package io.tekton.sharedservices.api.json;

import io.tekton.sharedservices.api.ReloadAnswer;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.configsync.ConfigSync;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.codec.RunCodecs;
import io.tekton.sharedservices.journal.codec.VerdictCodecs;
import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.ListedRun;
import io.tekton.sharedservices.json.RecordCodec;
import io.tekton.sharedservices.store.record.PurgeReport;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What only the API has. */
public final class AnswerCodecs {
    /** A run in a list. */
    public record RunOfList(Run run, @Nullable Changes changes) {
        public record Changes(int changeCount) {}

        public static RunOfList of(ListedRun listed) {
            boolean sync = listed.run().job().equals(ConfigSync.JOB);
            return new RunOfList(listed.run(), sync ? new Changes(listed.changes()) : null);
        }

        public ListedRun listed() {
            return new ListedRun(run, changes == null ? 0 : changes.changeCount());
        }
    }

    /** Whether the journal of a host is intact. */
    public record Verified(
            String host, boolean intact, ChainCheck.@Nullable Intact whole, ChainCheck.@Nullable Broken broken) {
        public static Verified of(String host, ChainCheck check) {
            return check instanceof ChainCheck.Intact whole
                    ? new Verified(host, true, whole, null)
                    : new Verified(host, false, null, (ChainCheck.Broken) check);
        }

        public ChainCheck check() {
            return whole == null ? Objects.requireNonNull(broken, "firstBroken") : whole;
        }
    }

    public static final RecordCodec<RunOfList> RUN = RecordCodec.of(RunOfList.class)
            .part("run", RunCodecs.RUN)
            .partWith("changeCount", "changes", RecordCodec.of(RunOfList.Changes.class));

    public static final RecordCodec<CleanupReport> REPORT =
            RecordCodec.of(CleanupReport.class).object("run", RunCodecs.RUN).list("verdicts", VerdictCodecs.VERDICT);

    public static final RecordCodec<Verified> VERIFIED = RecordCodec.of(Verified.class)
            .partWith("events", "whole", RecordCodec.of(ChainCheck.Intact.class).named("from", "verifiedFrom"))
            .partWith(
                    "firstBroken",
                    "broken",
                    RecordCodec.of(ChainCheck.Broken.class).named("sequence", "firstBroken"));

    /** What a purge removed, and its effect on the store's file. */
    public static final RecordCodec<PurgeReport> PURGE = RecordCodec.of(PurgeReport.class);

    public static final RecordCodec<ReloadAnswer.Change> CHANGE = RecordCodec.of(ReloadAnswer.Change.class)
            .named("before", "old")
            .named("after", "new")
            .optional("before", "after");

    private AnswerCodecs() {}
}
