package io.tekton.sharedservices.store.chain;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a fleet's centre, to which many journals project: a host's numbers have that of its chain on top, hosts
 * have their enrolled names, and no journal reaches the runs of another host.
 */
final class CentreTables implements Tables {
    private static final int BITS = 40;
    private static final Set<Table> WITHOUT_HOST = Set.of(Table.CONFIG_SYNC, Table.CONFIG_CHANGE, Table.LEFTOVER);

    private final Tables tables;
    private final String host;
    private final List<Long> lineage;
    private final Predicate<String> isOfHost;
    private final Set<String> ownRuns = new HashSet<>();

    /**
     * @param lineage the chain, and those that it branches off, the nearest first
     * @param isOfHost whether a run is on record of this host
     */
    CentreTables(Tables tables, String host, List<Long> lineage, Predicate<String> isOfHost) {
        this.tables = tables;
        this.host = host;
        this.lineage = lineage;
        this.isOfHost = isOfHost;
    }

    @Override
    public void insert(Table table, Map<String, @Nullable Object> row) {
        Map<String, @Nullable Object> here = new HashMap<>(row);
        here.computeIfPresent("sequence", (column, number) -> numbered(lineage.get(0), (Long) number));
        here.computeIfPresent("host", (column, label) -> host);
        if (table == Table.RUN) {
            ownRuns.add(String.valueOf(row.get("id")));
        } else if (table.ofRun() != null) {
            mustBeOwn(String.valueOf(row.get("run_id")));
        }
        tables.insert(table, here);
    }

    @Override
    public boolean update(
            Table table, Map<String, Object> where, @Nullable String ifNull, Map<String, @Nullable Object> changes) {
        for (Map<String, Object> here : places(table, where)) {
            if (tables.update(table, here, ifNull, changes)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean has(Table table, Map<String, Object> where) {
        return places(table, where).stream().anyMatch(here -> tables.has(table, here));
    }

    @Override
    public void delete(Table table, Map<String, Object> where) {
        places(table, where).forEach(here -> tables.delete(table, here));
    }

    /** Where such a row may be: a number is of this chain, or of one that this chain branches off. */
    private List<Map<String, Object>> places(Table table, Map<String, Object> where) {
        Map<String, Object> here = new HashMap<>(where);
        if (WITHOUT_HOST.contains(table)) {
            mustBeOwn(String.valueOf(where.get("run_id")));
        } else {
            here.put("host", host);
        }
        Object number = where.get("sequence");
        if (number == null) {
            return List.of(here);
        }
        return lineage.stream()
                .map(chain -> {
                    Map<String, Object> one = new HashMap<>(here);
                    one.put("sequence", numbered(chain, (Long) number));
                    return one;
                })
                .toList();
    }

    private static Long numbered(long chain, long number) {
        if (number < 0 || number >> BITS != 0) {
            throw new IllegalArgumentException("the number " + number + " is out of range");
        }
        return (chain << BITS) + number;
    }

    private void mustBeOwn(String run) {
        if (!ownRuns.contains(run)) {
            if (!isOfHost.test(run)) {
                throw new IllegalArgumentException("run " + run + " is not on record of " + host);
            }
            ownRuns.add(run);
        }
    }
}
