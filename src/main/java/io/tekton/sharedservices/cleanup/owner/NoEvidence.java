package io.tekton.sharedservices.cleanup.owner;

import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where nothing was witnessed: every answer spares. */
final class NoEvidence implements Evidence {
    private static final String WHY = "ownership is not witnessed here";

    @Override
    public Optional<SeenBelow> of(ProcessIdentity process) {
        return Optional.empty();
    }

    @Override
    public Optional<SeenOwner> owner(ProcessIdentity process) {
        return Optional.empty();
    }

    @Override
    public Reading<Boolean> ended(SeenOwner owner) {
        return new Reading.Unreadable<>(WHY);
    }

    @Override
    public Reading<Set<String>> owning(ProcessNode process) {
        return new Reading.Unreadable<>(WHY);
    }

    @Override
    public Reading<Boolean> ignoresHangup(int pid) {
        return new Reading.Unreadable<>(WHY);
    }

    @Override
    public Reading<List<ProcessNode>> descendants(ProcessNode process) {
        return new Reading.Unreadable<>(WHY);
    }

    @Override
    public Reading<Set<Client>> clients(List<ProcessNode> family) {
        return new Reading.Unreadable<>(WHY);
    }

    @Override
    public Reading<String> listening(int pid) {
        return new Reading.Unreadable<>(WHY);
    }

    @Override
    public Duration now() {
        return Duration.ZERO;
    }
}
