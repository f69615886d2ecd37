-- All that a host may call. Each runs as fleet_owner, knows its caller by session_user alone, and looks for names nowhere but in these schemas.
-- A function that is in use keeps its meaning: what changes gets the next number.

-- The enrolled host whose role this session logged in as.
CREATE FUNCTION caller() RETURNS host
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, fleet, pg_temp AS $$
DECLARE
    found_host fleet.host;
BEGIN
    SELECT * INTO found_host FROM fleet.host WHERE role_name = session_user;
    IF found_host.id IS NULL THEN
        RAISE EXCEPTION 'the role % is of no enrolled host', session_user USING ERRCODE = 'FL001';
    END IF;
    IF found_host.retired_at IS NOT NULL THEN
        RAISE EXCEPTION 'the host % is retired', found_host.name USING ERRCODE = 'FL002';
    END IF;
    RETURN found_host;
END
$$;

CREATE FUNCTION note_fork(p_chain INTEGER, p_host INTEGER, p_sequence BIGINT, p_known TEXT, p_other TEXT, p_why TEXT) RETURNS VOID
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, fleet, pg_temp AS $$
    INSERT INTO fleet.fork AS f (chain_id, host_id, sequence, known_hash, other_hash, why)
    VALUES (p_chain, p_host, p_sequence, p_known, p_other, p_why)
    ON CONFLICT (chain_id, host_id) DO UPDATE SET last_at = now(), times = f.times + 1;
$$;

-- The hash that an event has by its columns; see AuditEvent.canonical.
CREATE FUNCTION hash_of(p_previous TEXT, p_at TEXT, p_boot TEXT, p_facts TEXT, p_epoch TEXT, p_label TEXT, p_installation TEXT, p_kind TEXT,
                        p_process_boot TEXT, p_pid INTEGER, p_start BIGINT, p_run TEXT, p_sequence BIGINT) RETURNS TEXT
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, fleet, pg_temp AS $$
    SELECT encode(sha256(convert_to(
        p_previous || E'\n'
        || '{"at":' || to_json(p_at) || ',"boot":' || to_json(p_boot) || ',"content":' || p_facts || ',"epoch":' || to_json(p_epoch)
        || ',"host":' || to_json(p_label) || ',"installation":' || to_json(p_installation) || ',"kind":' || to_json(p_kind)
        || CASE WHEN p_process_boot IS NULL THEN ''
                ELSE ',"process":{"boot":' || to_json(p_process_boot) || ',"pid":' || p_pid || ',"start":' || p_start || '}' END
        || ',"run":' || to_json(p_run) || ',"sequence":' || p_sequence || '}', 'UTF8')), 'hex');
$$;

-- Takes events of the caller's journal, in their order, and answers {"outcome", "sequence", "hash", "why"}: where the chain ends now.
--   OK       all of them are there, now or since before
--   BASE     a new chain, and p_base is no event that is known of this installation: the host asks known_v1 for one
--   GAP      they begin behind the chain's end: the host sends what follows "sequence"
--   FORK     another event has the number; nothing behind it was taken
--   REFUSED  the event behind "sequence" does not fit its hash, or belongs to another host; "why" says which
CREATE FUNCTION ship_v1(p_installation TEXT, p_epoch TEXT, p_base JSON, p_events JSON) RETURNS JSON
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, fleet, pg_temp AS $$
DECLARE
    me        fleet.host := fleet.caller();
    c         fleet.chain;
    e         RECORD;
    parent    INTEGER;
    base      BIGINT := (p_base ->> 'sequence')::BIGINT;
    base_is   TEXT := p_base ->> 'hash';
    made      TEXT;
    known     TEXT;
    outcome   TEXT := 'OK';
    why       TEXT;
BEGIN
    IF p_installation !~ '^[0-9a-f]{32}$' OR p_epoch !~ '^[0-9a-f]{16}$' THEN
        RAISE EXCEPTION 'installation % and epoch % are none', p_installation, p_epoch USING ERRCODE = 'FL003';
    END IF;
    SELECT * INTO c FROM fleet.chain WHERE installation = p_installation AND epoch = p_epoch FOR UPDATE;
    IF c.id IS NULL THEN
        IF base > 0 THEN
            SELECT id INTO parent FROM fleet.chain k
            WHERE k.installation = p_installation
              AND (EXISTS (SELECT FROM fleet.event v WHERE v.chain_id = k.id AND v.sequence = base AND v.hash = base_is)
                   OR (k.base_sequence = base AND k.base_hash = base_is)
                   OR EXISTS (SELECT FROM fleet.gap g WHERE g.chain_id = k.id AND g.last = base AND g.hash = base_is))
            ORDER BY k.id LIMIT 1;
        END IF;
        IF base > 0 AND parent IS NULL OR base = 0 AND base_is <> repeat('0', 64) OR base IS NULL THEN
            RETURN json_build_object('outcome', 'BASE', 'sequence', 0, 'hash', repeat('0', 64));
        END IF;
        INSERT INTO fleet.chain (host_id, installation, epoch, parent_id, branch_sequence, base_sequence, base_hash, head_sequence, head_hash,
            projected_sequence)
        VALUES (me.id, p_installation, p_epoch, parent, CASE WHEN parent IS NOT NULL THEN base END, base, base_is, base, base_is, base)
        ON CONFLICT (installation, epoch) DO NOTHING
        RETURNING * INTO c;
        IF c.id IS NULL THEN
            RAISE EXCEPTION 'another session began this chain just now' USING ERRCODE = '40001';
        END IF;
    END IF;
    IF c.host_id <> me.id THEN
        PERFORM fleet.note_fork(c.id, me.id, c.head_sequence, c.head_hash, '', 'two hosts ship one journal: one store is a copy of the other');
        RETURN json_build_object('outcome', 'FORK', 'sequence', c.head_sequence, 'hash', c.head_hash,
            'why', 'the journal is shipped by the host ' || (SELECT name FROM fleet.host WHERE id = c.host_id));
    END IF;
    FOR e IN SELECT * FROM json_to_recordset(p_events) AS x(
            sequence BIGINT, epoch TEXT, host TEXT, kind TEXT, run TEXT, boot TEXT, process_boot TEXT, pid INTEGER, start BIGINT, at TEXT,
            facts TEXT, hash TEXT, gap_last BIGINT, gap_hash TEXT) ORDER BY sequence LOOP
        IF e.sequence <= c.head_sequence THEN
            SELECT v.hash INTO known FROM fleet.event v WHERE v.chain_id = c.id AND v.sequence = e.sequence;
            CONTINUE WHEN known IS NULL OR known = e.hash; -- behind the chain's beginning, or purged here; or taken before
            PERFORM fleet.note_fork(c.id, me.id, e.sequence, known, e.hash, 'two events have one number: this store is a copy, or an older state came back');
            outcome := 'FORK';
            why := 'event ' || e.sequence || ' is another one here';
            EXIT;
        END IF;
        IF e.gap_last IS NOT NULL AND e.sequence = c.head_sequence + 1 AND e.gap_last >= e.sequence AND e.gap_hash ~ '^[0-9a-f]{64}$' THEN
            INSERT INTO fleet.gap (chain_id, first, last, hash) VALUES (c.id, e.sequence, e.gap_last, e.gap_hash);
            c.head_sequence := e.gap_last;
            c.head_hash := e.gap_hash;
            CONTINUE;
        END IF;
        IF e.sequence <> c.head_sequence + 1 THEN
            outcome := 'GAP';
            EXIT;
        END IF;
        IF e.at ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{3})?Z$' THEN
            made := fleet.hash_of(c.head_hash, e.at, e.boot, e.facts, e.epoch, e.host, p_installation, e.kind, e.process_boot, e.pid, e.start,
                                  e.run, e.sequence);
        ELSE
            made := NULL;
        END IF;
        IF made IS DISTINCT FROM e.hash THEN
            outcome := 'REFUSED';
            why := 'event ' || e.sequence || ' (' || coalesce(e.kind, 'of no kind') || ') does not fit its hash and its predecessor''s';
            EXIT;
        END IF;
        INSERT INTO fleet.event (chain_id, sequence, epoch, label, kind, run_id, boot_id, process_boot_id, pid, start_ticks, happened_at, facts, hash)
        VALUES (c.id, e.sequence, e.epoch, e.host, e.kind, e.run, e.boot, e.process_boot, e.pid, e.start, e.at::TIMESTAMPTZ, e.facts, e.hash);
        c.head_sequence := e.sequence;
        c.head_hash := e.hash;
    END LOOP;
    UPDATE fleet.chain SET head_sequence = c.head_sequence, head_hash = c.head_hash, shipped_at = now() WHERE id = c.id;
    UPDATE fleet.loss l SET shipped_again_at = now()
    WHERE l.host_id = me.id AND l.installation = p_installation AND l.epoch = p_epoch AND l.shipped_again_at IS NULL AND l.last <= c.head_sequence
      AND NOT EXISTS (SELECT FROM fleet.gap g WHERE g.chain_id = c.id AND g.last >= l.first AND g.first <= l.last);
    IF outcome = 'OK' THEN
        DELETE FROM fleet.refusal WHERE chain_id = c.id;
    ELSIF outcome = 'REFUSED' THEN
        INSERT INTO fleet.refusal AS r (chain_id, sequence, why) VALUES (c.id, e.sequence, why)
        ON CONFLICT (chain_id, sequence) DO UPDATE SET last_at = now(), times = r.times + 1, why = excluded.why;
    END IF;
    RETURN json_build_object('outcome', outcome, 'sequence', c.head_sequence, 'hash', c.head_hash, 'why', why);
END
$$;

-- Of these events of an installation, the last one that some chain has: {"sequence", "hash"}; 0 where it is none.
CREATE FUNCTION known_v1(p_installation TEXT, p_events JSON) RETURNS JSON
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, fleet, pg_temp AS $$
DECLARE
    me     fleet.host := fleet.caller();
    answer JSON;
BEGIN
    SELECT json_build_object('sequence', x.sequence, 'hash', x.hash) INTO answer
    FROM json_to_recordset(p_events) AS x(sequence BIGINT, hash TEXT)
    JOIN fleet.chain k ON k.installation = p_installation
    JOIN fleet.event v ON v.chain_id = k.id AND v.sequence = x.sequence AND v.hash = x.hash
    ORDER BY x.sequence DESC LIMIT 1;
    RETURN coalesce(answer, json_build_object('sequence', 0, 'hash', repeat('0', 64)));
END
$$;

-- Says how the host is, and answers with what it should know: {"now", "host", "sequence", "hash", "state", "why", "pause"}.
-- "sequence" and "hash" are where its chain ends here (0 where there is none); "state" is OK, FORK or CLONE; "pause" is the advice in force, or null.
CREATE FUNCTION heartbeat_v1(p JSON) RETURNS JSON
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, fleet, pg_temp AS $$
DECLARE
    me     fleet.host := fleet.caller();
    c      fleet.chain;
    b      fleet.heartbeat;
    f      fleet.fork;
    known  TEXT;
    head   BIGINT := (p ->> 'headSequence')::BIGINT;
    sure   BIGINT := coalesce((p ->> 'acknowledged')::BIGINT, 0);
    state  TEXT := 'OK';
    why    TEXT;
    advice JSON;
BEGIN
    INSERT INTO fleet.heartbeat AS h (host_id, installation, epoch, holder, label, version, settings_digest, heartbeat_seconds, seen_at,
        clock_ahead_millis, head_sequence, acknowledged, acknowledged_hash, unshipped, unshipped_since, open_runs, last_cleanup_at, last_cleanup_outcome, last_cleanup_orphans,
        paused_by_fleet)
    VALUES (me.id, p ->> 'installation', p ->> 'epoch', p ->> 'holder', left(p ->> 'label', 255), left(p ->> 'version', 60),
        left(p ->> 'settingsDigest', 64), (p ->> 'heartbeatSeconds')::INTEGER, now(),
        1000 * (extract(EPOCH FROM (p ->> 'at')::TIMESTAMPTZ) - extract(EPOCH FROM clock_timestamp())), head, sure, left(p ->> 'acknowledgedHash', 64),
        (p ->> 'unshipped')::BIGINT,
        (p ->> 'unshippedSince')::TIMESTAMPTZ, (p ->> 'openRuns')::INTEGER, (p ->> 'lastCleanupAt')::TIMESTAMPTZ,
        left(p ->> 'lastCleanupOutcome', 20), (p ->> 'lastCleanupOrphans')::INTEGER, coalesce((p ->> 'pausedByFleet')::BOOLEAN, FALSE))
    ON CONFLICT (host_id) DO UPDATE SET
        cloned_at = CASE WHEN excluded.holder = h.holder_before AND excluded.installation = h.installation AND excluded.epoch = h.epoch THEN now()
                         WHEN excluded.epoch <> h.epoch OR h.cloned_at < now() - INTERVAL '10 minutes' THEN NULL
                         ELSE h.cloned_at END,
        holder_before = CASE WHEN excluded.holder <> h.holder THEN h.holder ELSE h.holder_before END,
        installation = excluded.installation, epoch = excluded.epoch, holder = excluded.holder, label = excluded.label, version = excluded.version,
        settings_digest = excluded.settings_digest, heartbeat_seconds = excluded.heartbeat_seconds, seen_at = excluded.seen_at,
        clock_ahead_millis = excluded.clock_ahead_millis, head_sequence = excluded.head_sequence, acknowledged = excluded.acknowledged,
        acknowledged_hash = excluded.acknowledged_hash, unshipped = excluded.unshipped,
        unshipped_since = excluded.unshipped_since, open_runs = excluded.open_runs, last_cleanup_at = excluded.last_cleanup_at,
        last_cleanup_outcome = excluded.last_cleanup_outcome, last_cleanup_orphans = excluded.last_cleanup_orphans,
        paused_by_fleet = excluded.paused_by_fleet
    RETURNING * INTO b;
    SELECT * INTO c FROM fleet.chain WHERE installation = p ->> 'installation' AND epoch = p ->> 'epoch';
    IF sure > coalesce(c.head_sequence, 0) AND (c.id IS NULL OR c.host_id = me.id) THEN
        INSERT INTO fleet.loss AS l (host_id, installation, epoch, first, last)
        VALUES (me.id, p ->> 'installation', p ->> 'epoch', coalesce(c.head_sequence, 0) + 1, sure)
        ON CONFLICT (host_id, installation, epoch, first) DO UPDATE
        SET last = greatest(l.last, excluded.last), shipped_again_at = NULL, noticed_at = now();
    END IF;
    SELECT v.hash INTO known FROM fleet.event v WHERE v.chain_id = c.id AND v.sequence = sure;
    IF c.id IS NOT NULL AND c.host_id <> me.id THEN
        PERFORM fleet.note_fork(c.id, me.id, c.head_sequence, c.head_hash, '', 'two hosts ship one journal: one store is a copy of the other');
    ELSIF c.id IS NOT NULL AND head < c.head_sequence THEN
        PERFORM fleet.note_fork(c.id, me.id, c.head_sequence, c.head_hash, coalesce(p ->> 'headHash', ''),
            'the host''s journal ends at event ' || head || ', before the end that is known here: an older state of its store came back');
    ELSIF c.id IS NOT NULL AND head = c.head_sequence AND c.head_hash IS DISTINCT FROM p ->> 'headHash' THEN
        PERFORM fleet.note_fork(c.id, me.id, c.head_sequence, c.head_hash, coalesce(p ->> 'headHash', ''),
            'two events have one number: this store is a copy, or an older state came back');
    ELSIF c.id IS NOT NULL AND known <> p ->> 'acknowledgedHash' THEN
        PERFORM fleet.note_fork(c.id, me.id, sure, known, p ->> 'acknowledgedHash',
            'the centre has another event ' || sure || ' than the one that it had confirmed: what was shipped has been changed');
    END IF;
    IF c.id IS NOT NULL THEN
        SELECT * INTO f FROM fleet.fork WHERE chain_id = c.id AND host_id = me.id;
        IF f.chain_id IS NOT NULL THEN
            state := 'FORK';
            why := f.why;
        END IF;
    END IF;
    IF state = 'OK' AND b.cloned_at IS NOT NULL THEN
        state := 'CLONE';
        why := 'two processes take turns under the identity of this host: one store is a copy of the other';
    END IF;
    SELECT json_build_object('id', id, 'reason', reason, 'actor', actor, 'since', since) INTO advice FROM fleet.pause WHERE until IS NULL;
    RETURN json_build_object('now', clock_timestamp(), 'host', me.name, 'sequence', coalesce(c.head_sequence, 0),
        'hash', coalesce(c.head_hash, repeat('0', 64)), 'state', state, 'why', why, 'pause', advice);
END
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA fleet FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ship_v1(TEXT, TEXT, JSON, JSON), known_v1(TEXT, JSON), heartbeat_v1(JSON) TO fleet_host, fleet_keeper;
