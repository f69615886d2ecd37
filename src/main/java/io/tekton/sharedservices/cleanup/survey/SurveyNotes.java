package io.tekton.sharedservices.cleanup.survey;

import io.tekton.sharedservices.cleanup.match.Rule;
import io.tekton.sharedservices.cleanup.witness.Witness;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.Scan;
import java.util.ArrayList;
import java.util.List;

/** What a survey could not read, or leaves out. */
final class SurveyNotes {
    private final ProcessTable table;
    private final Witness witness;
    private int byRegistry;

    SurveyNotes(ProcessTable table, Witness witness) {
        this.table = table;
        this.witness = witness;
    }

    /** Notes a process that these match rules name. */
    void byRegistry(List<Rule> matching) {
        if (!matching.isEmpty()
                && matching.stream().noneMatch(rule -> rule.ownership().isByOwner())) {
            byRegistry++;
        }
    }

    List<String> of(Scan scan) {
        List<String> notes = new ArrayList<>();
        String damage = witness.memory().damage();
        if (damage != null) {
            notes.add(damage);
        }
        int unreadable = scan.unreadable().size();
        if (unreadable > 0) {
            notes.add("the command line of " + unreadable + (unreadable == 1 ? " process" : " processes")
                    + " could not be read, so they are left out");
        }
        if (!(table.node(1) instanceof Reading.Present)) {
            notes.add("pid 1 cannot be read: this system may hide processes of other users from this user");
        }
        if (table.pids().length == 0) {
            notes.add("this system has no list of processes that can be sampled: what is below a host cannot be"
                    + " witnessed here, so a cleanup by presets ends nothing. Memory cannot be read either");
        }
        if (byRegistry > 0) {
            notes.add(byRegistry + (byRegistry == 1 ? " process is" : " processes are")
                    + " named by match rules without owner=, which a registry judges; cleanup --dry-run --verbose"
                    + " shows them");
        }
        return notes;
    }
}
