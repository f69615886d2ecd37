package io.tekton.sharedservices.leftover;

import io.tekton.sharedservices.leftover.proof.Judgement;
import io.tekton.sharedservices.leftover.proof.LeftoverJudge;
import io.tekton.sharedservices.leftover.proof.Surroundings;
import io.tekton.sharedservices.leftover.rule.LeftoverRule;
import io.tekton.sharedservices.leftover.rule.LeftoverSettings;
import io.tekton.sharedservices.posix.ThisUser;
import io.tekton.sharedservices.process.ProcessTable;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Judges everything that rules name, now. It changes nothing. */
public final class LeftoverScan {
    private final LeftoverSettings settings;
    private final ProcessTable table;
    private final String host;
    private final Clock clock;
    private final String proc;

    /** @param host the name of this host */
    public LeftoverScan(LeftoverSettings settings, ProcessTable table, String host, Clock clock) {
        this(settings, table, host, clock, Surroundings.PROC);
    }

    /** @param proc where the processes are */
    public LeftoverScan(LeftoverSettings settings, ProcessTable table, String host, Clock clock, String proc) {
        this.proc = proc;
        this.settings = settings;
        this.table = table;
        this.host = host;
        this.clock = clock;
    }

    /** The same, of other processes. */
    LeftoverScan over(String otherProc) {
        return new LeftoverScan(settings, table, host, clock, otherProc);
    }

    /**
     * What was found.
     *
     * @param judgements of each name once, by the first rule that names it
     * @param notes what could not be read, a clause each
     */
    public record Found(List<Judgement> judgements, List<String> notes) {
        public Found {
            judgements = List.copyOf(judgements);
            notes = List.copyOf(notes);
        }

        public List<Judgement> leftovers() {
            return judgements.stream().filter(Judgement::isLeftover).toList();
        }
    }

    /** Everything, with the first reason to spare each. */
    public Found all() {
        Surroundings around = surroundings();
        LeftoverJudge judge = new LeftoverJudge(around, false);
        RuleWalk walk = new RuleWalk(settings.roots(), around.uid());
        List<Judgement> judgements = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (LeftoverRule rule : settings.rules()) {
            walk.walk(rule, (parent, name, path, unsafe) -> {
                if (seen.add(path)) {
                    judgements.add(judge.judge(rule, parent, name, path, unsafe));
                }
            });
        }
        return new Found(judgements, walk.notes());
    }

    /** One path, by every rule that names it, with all reasons; no judgement where no rule does. */
    public Found of(String path) {
        Surroundings around = surroundings();
        LeftoverJudge judge = new LeftoverJudge(around, true);
        RuleWalk walk = new RuleWalk(settings.roots(), around.uid());
        List<Judgement> judgements = new ArrayList<>();
        for (LeftoverRule rule : settings.rules()) {
            walk.walkTo(
                    rule,
                    path,
                    (parent, name, found, unsafe) -> judgements.add(judge.judge(rule, parent, name, found, unsafe)));
        }
        return new Found(judgements, walk.notes());
    }

    /** Read before anything is held. */
    Surroundings surroundings() {
        return Surroundings.read(table, host, ThisUser.uid(), clock.instant(), proc);
    }
}
