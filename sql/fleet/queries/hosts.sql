SELECT h.name, h.keeper, h.enrolled_at, h.retired_at, b.seen_at, b.label, b.version, b.settings_digest, b.heartbeat_seconds, b.last_cleanup_at,
       b.last_cleanup_outcome, b.last_cleanup_orphans, b.open_runs, greatest(b.head_sequence - coalesce(c.head_sequence, 0), 0) AS unshipped,
       CASE WHEN b.head_sequence > coalesce(c.head_sequence, 0) THEN b.unshipped_since END AS unshipped_since, b.head_sequence, b.clock_ahead_millis,
       b.paused_by_fleet, b.cloned_at, b.installation, b.epoch, c.head_sequence AS shipped_sequence, c.verified_at, c.broken_sequence, c.broken_why,
       f.why AS fork_why, r.why AS refusal_why, l.first AS lost_first, l.last AS lost_last, clock_timestamp() AS now
FROM host h
LEFT JOIN heartbeat b ON b.host_id = h.id
LEFT JOIN chain c ON c.installation = b.installation AND c.epoch = b.epoch
LEFT JOIN fork f ON f.chain_id = c.id AND f.host_id = h.id
LEFT JOIN LATERAL (SELECT why FROM refusal WHERE chain_id = c.id AND c.host_id = h.id LIMIT 1) r ON TRUE
LEFT JOIN LATERAL (SELECT min(first) AS first, max(last) AS last FROM loss
                   WHERE host_id = h.id AND installation = b.installation AND epoch = b.epoch AND shipped_again_at IS NULL) l ON TRUE
ORDER BY h.name
