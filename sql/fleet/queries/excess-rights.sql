SELECT 'is a superuser' AS excess FROM pg_roles WHERE rolname = session_user AND rolsuper
UNION ALL
SELECT 'may create roles' FROM pg_roles WHERE rolname = session_user AND rolcreaterole
UNION ALL
SELECT 'may act as fleet_owner' WHERE pg_has_role(session_user, 'fleet_owner', 'MEMBER')
UNION ALL
SELECT 'may ' || lower(verb) || ' rows of fleet.' || t.relname
FROM pg_class t
JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = 'fleet'
CROSS JOIN (VALUES ('INSERT'), ('UPDATE'), ('DELETE'), ('TRUNCATE')) AS v(verb)
WHERE t.relname IN ('host', 'heartbeat', 'chain', 'event', 'gap', 'fork', 'refusal', 'loss')
  AND has_table_privilege(session_user, t.oid, verb)
