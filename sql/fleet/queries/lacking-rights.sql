SELECT 'the function ' || f.name AS lacking
FROM (VALUES ('fleet.ship_v1(text,text,json,json)'), ('fleet.known_v1(text,json)'), ('fleet.heartbeat_v1(json)')) AS f(name)
WHERE to_regprocedure(f.name) IS NULL OR NOT has_function_privilege(session_user, to_regprocedure(f.name), 'EXECUTE')
