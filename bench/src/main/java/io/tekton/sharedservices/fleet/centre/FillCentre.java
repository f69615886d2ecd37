package io.tekton.sharedservices.fleet.centre;

import io.tekton.sharedservices.fleet.settings.ConnectionUse;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.fleet.settings.FleetUrl;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code FillCentre URL HOSTS RUNS}: a centre as after years, made at once: each run has five verdicts, one of them of an orphan that was ended. A run
 * of each host every 6 hours, the last one now. Its journals stay empty: no question to the record reads them.
 */
public final class FillCentre {
    private static final List<String> TABLES = List.of("run", "verdict", "termination");

    private FillCentre() {}

    public static void main(String[] arguments) throws Exception {
        FleetSettings operator = operator(arguments[0]);
        FleetSchema.init(operator);
        try (Connection connection = CentreConnection.source(operator, "bench", Duration.ofHours(1)).getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute("SET maintenance_work_mem = '512MB'");
            List<String> indexes = dropIndexes(sql);
            fill(sql, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
            for (String index : indexes) {
                sql.execute(index);
            }
            sql.execute("VACUUM (ANALYZE)");
        }
    }

    /** Of a server that lets its operator in without a password. */
    static FleetSettings operator(String url) {
        return new FleetSettings(
                Optional.of(FleetUrl.parse(url)), "postgres", Optional.empty(), Optional.empty(), Optional.empty(), Duration.ofMinutes(1),
                Duration.ofSeconds(15), Duration.ofSeconds(45), Duration.ofDays(36500), Duration.ofDays(30), ConnectionUse.HELD, false);
    }

    /** What makes them again, keys before what refers to them. */
    private static List<String> dropIndexes(Statement sql) throws SQLException {
        List<String> again = new ArrayList<>();
        List<String> now = new ArrayList<>();
        String named = "(" + String.join(", ", TABLES.stream().map(table -> "'fleet." + table + "'::regclass").toList()) + ")";
        try (ResultSet rows = sql.executeQuery("SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND confrelid IN "
                + named + " OR contype IN ('p', 'u') AND conrelid IN " + named + " ORDER BY contype")) {
            while (rows.next()) {
                now.add("ALTER TABLE " + rows.getString(1) + " DROP CONSTRAINT " + rows.getString(2));
                again.add(0, "ALTER TABLE " + rows.getString(1) + " ADD CONSTRAINT " + rows.getString(2) + " " + rows.getString(3));
            }
        }
        for (String drop : now) {
            sql.execute(drop);
        }
        now.clear();
        for (String table : TABLES) {
            try (ResultSet rows = sql.executeQuery("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'fleet' AND tablename = '" + table + "'")) {
                while (rows.next()) {
                    now.add("DROP INDEX fleet." + rows.getString(1));
                    again.add(rows.getString(2));
                }
            }
        }
        for (String drop : now) {
            sql.execute(drop);
        }
        return again;
    }

    private static void fill(Statement sql, int hosts, int runs) throws SQLException {
        sql.execute("INSERT INTO fleet.host (name, role_name, keeper) SELECT 'host-' || to_char(x, 'FM0000'), 'fleet-host-' || to_char(x, 'FM0000'), FALSE"
                + " FROM generate_series(1, %d) x".formatted(hosts));
        sql.execute("""
                INSERT INTO fleet.chain (host_id, installation, epoch, base_sequence, base_hash, head_sequence, head_hash, projected_sequence)
                SELECT id, md5(name), left(md5(name || 'e'), 16), 0, repeat('0', 64), %1$d, repeat('0', 64), %1$d FROM fleet.host ORDER BY id"""
                .formatted(runs / hosts * 12));
        sql.execute("""
                INSERT INTO fleet.heartbeat (host_id, installation, epoch, holder, label, version, settings_digest, heartbeat_seconds, seen_at,
                                             clock_ahead_millis, head_sequence, unshipped, open_runs, last_cleanup_at, last_cleanup_outcome, last_cleanup_orphans)
                SELECT h.id, c.installation, c.epoch, md5(h.name), h.name, '0.2.0', 'd1', 15, now(), 2, c.head_sequence, 0, 0, now(), 'SUCCEEDED', 1
                FROM fleet.host h JOIN fleet.chain c ON c.host_id = h.id""");
        String at = "date_trunc('milliseconds', now() - make_interval(secs => (%d - x) * 21600.0 / %d))".formatted(runs, hosts);
        sql.execute("""
                CREATE TEMP TABLE made AS
                SELECT x, k.id AS chain, h.name AS host, (k.id::BIGINT << 40) + x / %1$d * 12 + 1 AS sequence, %2$s AS at,
                       to_char(%2$s, 'YYYYMMDD-HH24MISS') || '-' || left(md5(x::TEXT), 6) AS id, md5(h.name || x / 100000)::UUID::TEXT AS boot
                FROM generate_series(0, %3$d) x JOIN fleet.host h ON h.id = 1 + x %% %1$d JOIN fleet.chain k ON k.host_id = h.id"""
                .formatted(hosts, at, runs - 1));
        sql.execute("""
                INSERT INTO fleet.run (sequence, id, job, host, boot_id, boot_millis, began_by, actor, dry_run, started_at, finished_at, outcome, reason,
                                       scanned, matched, orphans, spared, terminated, killed, failed, repeats)
                SELECT sequence, id, 'orphan-cleanup', host, boot, x * 21600000::BIGINT, 'SCHEDULE', 'scheduler', FALSE, at, at + INTERVAL '61 seconds',
                       CASE WHEN x % 1000 = 7 THEN 'FAILED' WHEN x % 100 = 1 THEN 'REFUSED' ELSE 'SUCCEEDED' END, CASE WHEN x % 100 = 1 THEN 'registry-locked' END,
                       412, 5, 1, 4, 1, 0, 0, 0
                FROM made ORDER BY x""");
        sql.execute("""
                INSERT INTO fleet.verdict (sequence, run_id, host, boot_id, pid, start_ticks, started_at, parent_pid, owner_name, component, command, lineage,
                                           age_seconds, match_rule, decision, verdict_rule, explanation, memory_bytes, memory_kind, cpu_millis)
                SELECT m.sequence + j, m.id, m.host, m.boot, 1 + (m.x * 7 + j * 1009) % 32768, m.x * 100::BIGINT + j, m.at - INTERVAL '3 hours', 1,
                       'op' || m.x % 7, 'c' || (m.x + j) % 18,
                       '/usr/bin/python' || m.x % 5 || ' /srv/tekton/shared/ai/tekton_ai_specialist.py --component c' || (m.x + j) % 18 || ' --ai-id c' || (m.x + j) % 18 || '-ai',
                       '1 systemd', 10800, CASE WHEN m.x % 9 = 0 THEN 'wrapper' ELSE 'specialist' END, CASE j WHEN 1 THEN 'ORPHAN' ELSE 'SPARED' END,
                       CASE j WHEN 1 THEN 'unregistered' ELSE 'registered' END,
                       CASE j WHEN 1 THEN 'no registry knows its pid or its name' ELSE 'the registry has its pid, as c' || (m.x + j) % 18 END,
                       CASE j WHEN 1 THEN 52428800 + m.x END, CASE j WHEN 1 THEN 'PSS' END, CASE j WHEN 1 THEN 1200 END
                FROM made m CROSS JOIN generate_series(1, 5) j ORDER BY m.x, j""");
        sql.execute("""
                INSERT INTO fleet.termination (sequence, run_id, host, boot_id, dry_run, pid, start_ticks, component_key, requested_at, finished_at, had_term,
                                               had_kill, result, wait_millis, owner_name, program, match_rule, memory_bytes)
                SELECT m.sequence + 1, m.id, m.host, m.boot, m.x % 50 = 0, 1 + (m.x * 7 + 1009) % 32768, m.x * 100::BIGINT + 1, 'c' || (m.x + 1) % 18,
                       m.at + INTERVAL '60 seconds', m.at + INTERVAL '61 seconds', TRUE, m.x % 3 = 0,
                       CASE WHEN m.x % 10000 = 3 THEN 'SURVIVED' WHEN m.x % 3 = 0 THEN 'KILLED' ELSE 'TERMINATED' END, 12,
                       'op' || m.x % 7, 'python' || m.x % 5, CASE WHEN m.x % 9 = 0 THEN 'wrapper' ELSE 'specialist' END, 52428800 + m.x
                FROM made m ORDER BY m.x""");
    }
}
