package io.tekton.sharedservices.fleet.centre;

import java.util.List;

/**
 * What a verification of the whole fleet found.
 *
 * @param strays rows of hosts that have no journal; those of the others are in the result of a journal
 */
public record FleetCheck(List<ChainResult> journals, List<StrayRow> strays) {
    public FleetCheck {
        journals = List.copyOf(journals);
        strays = List.copyOf(strays);
    }

    public boolean intact() {
        return strays.isEmpty() && journals.stream().allMatch(ChainResult::intact);
    }
}
