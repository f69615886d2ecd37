package io.tekton.sharedservices.cleanup.survey;

import io.tekton.sharedservices.cleanup.CandidateScanner;
import io.tekton.sharedservices.cleanup.CleanupSettings;
import io.tekton.sharedservices.cleanup.RegistryBelief;
import io.tekton.sharedservices.cleanup.host.OurInstallation;
import io.tekton.sharedservices.cleanup.match.Rule;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.cleanup.suspect.SignReader;
import io.tekton.sharedservices.cleanup.verdict.Candidate;
import io.tekton.sharedservices.cleanup.verdict.Judge;
import io.tekton.sharedservices.cleanup.verdict.Lineage;
import io.tekton.sharedservices.cleanup.witness.Witness;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.Scan;
import io.tekton.sharedservices.process.UserScope;
import io.tekton.sharedservices.registry.RegistryReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Takes a {@link Survey}: of the processes of every user, as far as this user may read them. Signals, records and
 * remembers nothing.
 */
public final class HostSurvey {
    private final ProcessTable table;
    private final RegistryReader registry;
    private final RegistryBelief belief;
    private final SurveyRules rules;
    private final OurInstallation ours;
    private final Witness witness;

    /**
     * @param table reads what the rules ask for
     * @param witness knows what a daemon has witnessed, and writes nothing
     */
    public HostSurvey(
            ProcessTable table,
            RegistryReader registry,
            RegistryBelief belief,
            SurveyRules rules,
            OurInstallation ours,
            Witness witness) {
        this.table = table;
        this.registry = registry;
        this.belief = belief;
        this.rules = rules;
        this.ours = ours;
        this.witness = witness;
    }

    /** What a process was judged to be. */
    private record Judged(Candidate candidate, Judge.Verdict verdict) {}

    /**
     * Reads the process table once, and of what the presets name everything that a judgement needs.
     *
     * @param self this process, which is left out
     * @throws io.tekton.sharedservices.process.ProcessTableException if the process table cannot be read
     */
    public Survey take(int self) {
        boolean witnessed = !witness.memory().isEmpty();
        if (witnessed) {
            // Of what was witnessed, which owners have ended meanwhile.
            witness.sample(table, settings().rules());
        }
        Scan scan = table.scan(new UserScope.Any(), line -> true);
        List<ProcessSnapshot> all =
                scan.matches().stream().filter(process -> process.pid() != self).toList();
        SurveyNotes notes = new SurveyNotes(table, witness);
        Map<ProcessIdentity, ProcessSnapshot> hosts = new LinkedHashMap<>();
        List<ProcessSnapshot> named = new ArrayList<>();
        for (ProcessSnapshot process : all) {
            List<Rule> matching = matching(process);
            if (matching.stream().anyMatch(rule -> rule.ownership().isByOwner())) {
                named.add(process);
            } else if (!allRules().owning(process).isEmpty()) {
                hosts.put(process.identity(), process);
            }
            notes.byRegistry(matching);
        }
        Map<ProcessIdentity, Judged> unowned = unowned(named, hosts, self);
        SurveyGroups groups = new SurveyGroups(table, settings().redaction(), nodes(all));
        groups.assign(
                all,
                Stream.concat(hosts.keySet().stream(), unowned.keySet().stream())
                        .collect(Collectors.toSet()));
        List<Survey.Host> listedHosts = hosts.values().stream()
                .map(host ->
                        new Survey.Host(groups.listed(host), owners(host), groups.group(groups.below(host.identity()))))
                .sorted(SurveyGroups.largestFirst(Survey.Host::process))
                .toList();
        SignReader signs = new SignReader(table);
        List<Survey.Unowned> listed = unowned.values().stream()
                .map(judged -> unowned(judged, groups, signs))
                .sorted(SurveyGroups.largestFirst(Survey.Unowned::process))
                .toList();
        return new Survey(
                scan.scanned(),
                listedHosts,
                listed,
                groups.group(groups.withBelow(hosts.values())),
                groups.group(groups.withBelow(unowned.values().stream()
                        .map(judged -> judged.candidate().snapshot())
                        .toList())),
                CleanupSettings.PRESETS,
                rules.inForce(),
                rules.suggested(listedHosts, listed),
                witnessed,
                notes.of(scan));
    }

    private CleanupSettings settings() {
        return rules.settings();
    }

    private Rules allRules() {
        return settings().rules();
    }

    private List<Rule> matching(ProcessSnapshot process) {
        Set<String> ended = allRules().asksForWitnessed() ? witness.endedOwners(table, process.identity()) : Set.of();
        return allRules().matching(process, ended);
    }

    private List<Survey.RuleName> owners(ProcessSnapshot host) {
        return allRules().owning(host).stream().map(rules::owner).toList();
    }

    /** Of each process its place in the tree; what was scanned is not read again. */
    private IntFunction<Reading<ProcessNode>> nodes(List<ProcessSnapshot> all) {
        Map<Integer, Reading<ProcessNode>> known = new HashMap<>();
        all.forEach(process -> known.put(process.pid(), new Reading.Present<>(process.node())));
        return pid -> known.computeIfAbsent(pid, table::node);
    }

    /** Those that have no host above them, and those that a cleanup would end. */
    private Map<ProcessIdentity, Judged> unowned(
            List<ProcessSnapshot> named, Map<ProcessIdentity, ProcessSnapshot> hosts, int self) {
        CandidateScanner observer = new CandidateScanner(table, settings(), ours, Set.of(self), witness);
        Map<ProcessIdentity, Judged> found = new LinkedHashMap<>();
        JudgementNow now = null;
        for (ProcessSnapshot process : named) {
            if (!(observer.read(process.pid()) instanceof Reading.Present<Candidate> present)
                    || !present.value().snapshot().isSameAs(process)) {
                continue;
            }
            now = now == null ? JudgementNow.of(observer, registry, belief, settings()) : now;
            Candidate candidate = present.value();
            Judge.Verdict verdict = now.verdict(candidate);
            if (verdict.isOrphan() || !isBelow(candidate.lineage(), hosts.keySet())) {
                found.put(process.identity(), new Judged(candidate, verdict));
            }
        }
        return found;
    }

    private static boolean isBelow(Lineage lineage, Set<ProcessIdentity> hosts) {
        return lineage.ancestors().stream().map(ProcessNode::identity).anyMatch(hosts::contains);
    }

    private Survey.Unowned unowned(Judged judged, SurveyGroups groups, SignReader signs) {
        Candidate candidate = judged.candidate();
        ProcessSnapshot process = candidate.snapshot();
        return new Survey.Unowned(
                groups.listed(process),
                groups.group(groups.below(process.identity())),
                signs.of(process.node()).stream()
                        .map(found -> found.sign().word())
                        .toList(),
                candidate.matches().stream().map(rules::match).toList(),
                judged.verdict().isOrphan(),
                judged.verdict().rule(),
                settings()
                        .redaction()
                        .knowing(process.command())
                        .text(judged.verdict().explanation()));
    }
}
