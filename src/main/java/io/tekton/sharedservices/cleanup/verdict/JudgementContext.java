package io.tekton.sharedservices.cleanup.verdict;

import io.tekton.sharedservices.cleanup.owner.Evidence;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.UserScope;
import io.tekton.sharedservices.registry.Registrations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What all candidates of one moment are judged against.
 *
 * @param own this process and its ancestors, and those of the person who asked
 * @param minAge a younger process is never an orphan
 * @param known what earlier readings of the registry saw, and this one
 * @param holders who has which pid
 * @param candidates the process of a pid, if a match rule names it
 * @param owners what was witnessed of owners
 */
public record JudgementContext(
        Registrations registrations,
        RegisteredProcesses kin,
        SelfAndAncestors own,
        UserScope users,
        String installation,
        Duration minAge,
        RegistrationHistory known,
        Holders holders,
        IntFunction<Optional<Candidate>> candidates,
        Services services,
        Evidence owners) {
    /** One of a moment at which nothing was witnessed. */
    public JudgementContext(
            Registrations registrations,
            RegisteredProcesses kin,
            SelfAndAncestors own,
            UserScope users,
            String installation,
            Duration minAge,
            RegistrationHistory known,
            Holders holders,
            IntFunction<Optional<Candidate>> candidates,
            Services services) {
        this(registrations, kin, own, users, installation, minAge, known, holders, candidates, services, Evidence.NONE);
    }

    /** The ancestors of a process that a match rule names, nearest first. */
    List<Candidate> candidatesAbove(Candidate process) {
        List<Candidate> above = new ArrayList<>();
        for (ProcessNode ancestor : process.lineage().ancestors()) {
            candidates
                    .apply(ancestor.pid())
                    .filter(candidate -> candidate.snapshot().identity().equals(ancestor.identity()))
                    .ifPresent(above::add);
        }
        return above;
    }

    /**
     * What it means that a candidate serves its own port or socket.
     *
     * @param trustsEmpty a missing or empty registry is trusted, so that it proves little
     */
    public record Services(InService mode, boolean trustsEmpty) {}
}
