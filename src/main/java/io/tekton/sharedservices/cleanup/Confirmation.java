package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.cleanup.verdict.Judge;
import io.tekton.sharedservices.journal.Decision;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings two judgements together: an orphan is what was one both times, as the same process with the same command line.
 */
final class Confirmation {
    /** The rule that spares what was an orphan only once. */
    static final String UNCONFIRMED = "unconfirmed";

    private Confirmation() {}

    /** @param table distinguishes an orphan that has ended from one that runs something else now */
    static HostScanner.Judgement of(HostScanner.Judgement first, HostScanner.Judgement second, ProcessTable table) {
        Map<Integer, Judge.Verdict> before = new HashMap<>();
        first.verdicts().forEach(verdict -> before.put(verdict.candidate().pid(), verdict));
        List<Judge.Verdict> verdicts = new ArrayList<>();
        List<Judge.Verdict> gone = new ArrayList<>();
        for (Judge.Verdict verdict : second.verdicts()) {
            Optional<Judge.Verdict> earlier =
                    Optional.ofNullable(before.remove(verdict.candidate().pid()));
            verdicts.add(verdict.isOrphan() ? confirmed(earlier, verdict) : verdict);
            earlier.filter(Judge.Verdict::isOrphan)
                    .filter(orphan -> !identity(orphan).equals(identity(verdict)))
                    .ifPresent(gone::add);
        }
        for (Judge.Verdict verdict : first.verdicts()) {
            if (!before.containsKey(verdict.candidate().pid()) || !verdict.isOrphan()) {
                continue;
            }
            if (isStillThere(verdict, table)) {
                verdicts.add(spared(verdict, "at the second scan no match rule named it any more"));
            } else {
                gone.add(verdict);
            }
        }
        return new HostScanner.Judgement(verdicts, gone);
    }

    private static Judge.Verdict confirmed(Optional<Judge.Verdict> earlier, Judge.Verdict verdict) {
        if (earlier.isEmpty() || !identity(earlier.get()).equals(identity(verdict))) {
            return spared(verdict, "it was not found at the first scan; only an orphan at both scans is signalled");
        }
        if (!earlier.get().isOrphan()) {
            return spared(
                    verdict,
                    "at the first scan it was not an orphan: " + earlier.get().explanation());
        }
        return verdict.candidate().snapshot().isSameAs(earlier.get().candidate().snapshot())
                ? verdict
                : spared(verdict, "it runs another command line than at the first scan");
    }

    private static Judge.Verdict spared(Judge.Verdict verdict, String because) {
        return new Judge.Verdict(verdict.candidate(), Decision.SPARED, UNCONFIRMED, because);
    }

    private static ProcessIdentity identity(Judge.Verdict verdict) {
        return verdict.candidate().snapshot().identity();
    }

    private static boolean isStillThere(Judge.Verdict verdict, ProcessTable table) {
        return table.node(verdict.candidate().pid()) instanceof Reading.Present<ProcessNode> node
                && node.value().identity().equals(identity(verdict))
                && !node.value().zombie();
    }
}
