package io.tekton.sharedservices.fleet.centre;

import io.tekton.sharedservices.json.RecordCodec;

/**
 * A row of the centre's tables that no event of its host has made.
 *
 * @param host by its own word; empty in a table without that column
 * @param row the column and the value that name it
 */
public record StrayRow(String table, String host, String row) {
    public static final RecordCodec<StrayRow> CODEC = RecordCodec.of(StrayRow.class);

    /** For people. */
    public String words() {
        return "the table " + table + " has a row that is in no journal: " + row;
    }
}
