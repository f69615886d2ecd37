package io.tekton.sharedservices.leftover.proof;

import io.tekton.sharedservices.leftover.rule.LeftoverRule;
import io.tekton.sharedservices.leftover.rule.Reason;
import io.tekton.sharedservices.posix.path.FileStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found of one name under one rule.
 *
 * @param path absolute
 * @param status null where it could not be read
 * @param entries the number of names that go with it; 1 for what is no folder
 * @param bytes on the disk
 * @param newest when anything of it last changed; null where that is not known
 * @param pid of the process that it names; null for none
 * @param checks those that were asked, in their order; the first that spares decides
 */
public record Judgement(
        LeftoverRule rule,
        String path,
        @Nullable FileStatus status,
        long entries,
        long bytes,
        @Nullable Instant newest,
        @Nullable Integer pid,
        List<Check> checks) {
    public Judgement {
        checks = List.copyOf(checks);
    }

    private @Nullable Check sparing() {
        return checks.stream().filter(Check::spares).findFirst().orElse(null);
    }

    public boolean isLeftover() {
        return status != null && !checks.isEmpty() && sparing() == null;
    }

    public Reason reason() {
        Check sparing = sparing();
        return sparing == null ? Reason.ABANDONED : sparing.reason();
    }

    /** The sentence that decides; for a leftover, what was proven. */
    public String explanation() {
        Check sparing = sparing();
        if (sparing != null) {
            return sparing.because();
        }
        return checks.isEmpty() ? "" : String.join("; ", proofs());
    }

    private List<String> proofs() {
        return checks.stream()
                .filter(check -> check.reason().compareTo(Reason.OWNER_UNKNOWN) >= 0)
                .map(Check::because)
                .toList();
    }
}
