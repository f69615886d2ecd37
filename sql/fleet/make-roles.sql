-- Run once by an operator who may create roles. Repeating it changes nothing.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'fleet_owner') THEN
        CREATE ROLE fleet_owner NOLOGIN; -- owns everything, and nobody logs in as it
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'fleet_host') THEN
        CREATE ROLE fleet_host NOLOGIN; -- every host: may call the versioned functions, and nothing else
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'fleet_keeper') THEN
        CREATE ROLE fleet_keeper NOLOGIN; -- reads all, makes the tables from the events
    END IF;
    IF NOT pg_has_role(current_user, 'fleet_owner', 'MEMBER') THEN
        EXECUTE format('GRANT fleet_owner TO %I', current_user);
    END IF;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO fleet_owner, fleet_host, fleet_keeper', current_database());
    IF has_schema_privilege('public', 'USAGE') THEN
        BEGIN
            REVOKE ALL ON SCHEMA public FROM PUBLIC;
        EXCEPTION WHEN insufficient_privilege THEN
            RAISE WARNING 'the schema public belongs to another role, so its rights stay as they are';
        END;
    END IF;
END
$$;
CREATE SCHEMA IF NOT EXISTS fleet AUTHORIZATION fleet_owner;
REVOKE ALL ON SCHEMA fleet FROM PUBLIC;
GRANT USAGE ON SCHEMA fleet TO fleet_host, fleet_keeper;
