package io.tekton.sharedservices.fleet.centre;

import io.tekton.sharedservices.store.sql.Sql;

/** The advice to pause, which hosts read with their heartbeats. Not thread-safe. */
public final class FleetPauses {
    private final CentreConnection connection;

    public FleetPauses(CentreConnection connection) {
        this.connection = connection;
    }

    /**
     * Another reason takes an earlier one's place; both stay on record.
     *
     * @throws CentreException if this role may not do that, or it could not be done
     */
    public void pause(String reason, String actor) {
        connection.write("pause the fleet", handle -> {
            handle.createUpdate(Sql.fleet("queries/end-pause").plain()).execute();
            return handle.createUpdate(Sql.fleet("queries/begin-pause").plain())
                    .bind("reason", reason)
                    .bind("actor", actor)
                    .execute();
        });
    }

    /**
     * @return whether there was one
     * @throws CentreException as {@link #pause}
     */
    public boolean resume() {
        return connection.write(
                        "resume the fleet",
                        handle -> handle.createUpdate(
                                        Sql.fleet("queries/end-pause").plain())
                                .execute())
                > 0;
    }
}
