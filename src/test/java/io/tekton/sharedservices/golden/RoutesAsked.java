package io.tekton.sharedservices.golden;

import io.tekton.sharedservices.golden.Http.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** Asks a running daemon for everything, in an order that leaves each answer the same each time. */
final class RoutesAsked {
    private static final String NO_RUN = "20260101-000000-aaaaaa";
    private static final List<String> NOBODY = List.of();

    private final Exchanges asked;
    private final World world;
    private final int orphan;

    RoutesAsked(Exchanges asked, World world, int orphan) {
        this.asked = asked;
        this.world = world;
        this.orphan = orphan;
    }

    void all() throws IOException {
        open();
        status();
        records();
        insight();
        jobs();
        cleanups();
        syncs();
        store();
        settings();
        sessions();
        errors();
    }

    private void open() {
        asked.ask("GET_livez", "GET /livez", null, NOBODY);
        asked.ask("GET_livez", "HEAD /livez", null, NOBODY);
        asked.ask("GET_readyz", "GET /readyz", null, NOBODY);
        asked.ask("GET_readyz", "POST /readyz", null, NOBODY);
        asked.ask("GET_metrics", "GET /metrics", null, NOBODY);
        asked.get("GET_metrics", "/metrics");
        asked.ask("GET_metrics", "GET /metrics", null, List.of("Accept: application/openmetrics-text; version=1.0.0"));
        asked.ask("GET_api_v1_hello", "GET /api/v1/hello?nonce=0123456789abcdef", null, NOBODY);
        asked.ask("GET_api_v1_hello", "GET /api/v1/hello?nonce=short", null, NOBODY);
        asked.ask("GET_api_v1_hello", "GET /api/v1/hello", null, NOBODY);
        asked.ask("GET_page", "GET /", null, NOBODY);
        asked.ask("GET_page", "GET /", null, List.of("Accept-Encoding: gzip"));
        asked.ask("GET_dashboard_x", "GET /dashboard/main.js", null, NOBODY);
        asked.ask("GET_dashboard_x", "GET /dashboard/style.css", null, NOBODY);
        asked.ask("GET_dashboard_x", "GET /dashboard/icon.svg", null, NOBODY);
        asked.ask("GET_dashboard_x", "GET /dashboard/none.js", null, NOBODY);
    }

    private void status() {
        asked.get("GET_api_v1_health", "/api/v1/health");
        asked.get("GET_api_v1_status", "/api/v1/status");
        asked.get("GET_api_v1_status", "/api/v1/status?more=1");
        asked.get("GET_api_v1_jobs", "/api/v1/jobs");
        asked.description();
    }

    private void records() {
        Answer runs = asked.get("GET_api_v1_runs", "/api/v1/runs");
        asked.get("GET_api_v1_runs", "/api/v1/runs?job=orphan-cleanup&outcome=succeeded&since=1h&limit=1");
        asked.get("GET_api_v1_runs", "/api/v1/runs?until=2001-01-01");
        asked.get("GET_api_v1_runs", "/api/v1/runs?outcome=succeded");
        asked.get("GET_api_v1_runs", "/api/v1/runs?limit=0");
        asked.get("GET_api_v1_runs", "/api/v1/runs?since=5");
        asked.get("GET_api_v1_runs", "/api/v1/runs?job=none");
        asked.get("GET_api_v1_runs_x", "/api/v1/runs/" + Values.first(runs.body(), "id"));
        asked.get("GET_api_v1_runs_x", "/api/v1/runs/" + cleanup(runs));
        asked.get("GET_api_v1_runs_x", "/api/v1/runs/" + NO_RUN);
        asked.get("GET_api_v1_terminations", "/api/v1/terminations");
        asked.get("GET_api_v1_terminations", "/api/v1/terminations?all=true&limit=1");
        asked.get("GET_api_v1_terminations", "/api/v1/terminations?signal=KILL&component=metis&format=csv");
        asked.get("GET_api_v1_terminations", "/api/v1/terminations?format=xml");
        asked.get("GET_api_v1_terminations", "/api/v1/terminations?user=nobody&program=python3&rule=none");
        asked.get("GET_api_v1_terminations", "/api/v1/terminations?pid=0");
        asked.get("GET_api_v1_events", "/api/v1/events?limit=100");
        asked.get("GET_api_v1_events", "/api/v1/events?after=100000");
        asked.get("GET_api_v1_audit_verify", "/api/v1/audit/verify");
    }

    private static String cleanup(Answer runs) {
        return runs.body().replaceAll("(?s).*\"id\" : \"([^\"]+)\",\\s*\"job\" : \"orphan-cleanup\".*", "$1");
    }

    private void insight() {
        String sequence = Values.first(world.calls.run("audit", "--json").out(), "sequence");
        asked.get("GET_api_v1_terminations_x", "/api/v1/terminations/" + sequence);
        asked.get("GET_api_v1_terminations_x", "/api/v1/terminations/99999");
        asked.get("GET_api_v1_trend", "/api/v1/trend");
        asked.get("GET_api_v1_trend", "/api/v1/trend?range=day");
        asked.get("GET_api_v1_trend", "/api/v1/trend?range=century");
        asked.get("GET_api_v1_plan", "/api/v1/plan");
        asked.get("GET_api_v1_overview", "/api/v1/overview");
        asked.get("GET_api_v1_overview", "/api/v1/overview?range=day");
        asked.get("GET_api_v1_overview", "/api/v1/overview?range=century");
        asked.get("GET_api_v1_hosts", "/api/v1/hosts");
        asked.get("GET_api_v1_hosts_x", "/api/v1/hosts/web-7");
        asked.get("GET_api_v1_hosts_x_runs", "/api/v1/hosts/web-7/runs");
        asked.get("GET_api_v1_hosts_x_runs_x", "/api/v1/hosts/web-7/runs/some");
        asked.get("GET_api_v1_hosts_x_terminations", "/api/v1/hosts/web-7/terminations");
        asked.get("GET_api_v1_fleet_leaks", "/api/v1/fleet/leaks");
        asked.get("GET_api_v1_leaks", "/api/v1/leaks");
        asked.get("GET_api_v1_leaks", "/api/v1/leaks?range=century");
        asked.get("GET_api_v1_syncs", "/api/v1/syncs");
        asked.live();
    }

    private void jobs() {
        asked.post(
                "POST_api_v1_jobs_x_pause",
                "/api/v1/jobs/config-sync/pause",
                "{\"reason\": \"upgrade\", \"actor\": \"op\"}");
        asked.post("POST_api_v1_jobs_x_pause", "/api/v1/jobs/none/pause", "{}");
        asked.post("POST_api_v1_jobs_x_trigger", "/api/v1/jobs/config-sync/trigger", "{}");
        asked.post("POST_api_v1_jobs_x_resume", "/api/v1/jobs/config-sync/resume", "{\"actor\": \"op\"}");
        asked.post("POST_api_v1_jobs_x_resume", "/api/v1/jobs/none/resume", "{}");
        asked.post("POST_api_v1_jobs_x_trigger", "/api/v1/jobs/orphan-cleanup/trigger", "{\"force\": \"yes\"}");
        asked.post("POST_api_v1_jobs_x_trigger", "/api/v1/jobs/orphan-cleanup/trigger", "{}");
        asked.post("POST_api_v1_jobs_x_trigger", "/api/v1/jobs/none/trigger", "{}");
        asked.get("GET_api_v1_interventions", "/api/v1/interventions");
    }

    private void cleanups() {
        asked.get("GET_api_v1_explain_x", "/api/v1/explain/" + orphan);
        asked.get("GET_api_v1_suspects", "/api/v1/suspects?pid=1");
        asked.get("GET_api_v1_explain_x", "/api/v1/explain/2147483647");
        asked.get("GET_api_v1_explain_x", "/api/v1/explain/x");
        asked.post("POST_api_v1_cleanup", "/api/v1/cleanup", "{\"dryRun\": true, \"actor\": \"op\"}");
        asked.post("POST_api_v1_cleanup", "/api/v1/cleanup", "{}");
        asked.post("POST_api_v1_cleanup_preview", "/api/v1/cleanup/preview", "{\"actor\": \"op\"}");
        asked.post("POST_api_v1_cleanup_preview", "/api/v1/cleanup/preview", "{\"dryRun\": false}");
        asked.post("POST_api_v1_cleanup", "/api/v1/cleanup", "{\"dryRun\": 1}");
        asked.post("POST_api_v1_cleanup", "/api/v1/cleanup", "{\"dryrun\": true}");
        asked.post("POST_api_v1_cleanup", "/api/v1/cleanup", "{\"given\": {\"orphan-cleanup.users\": \"any\"}}");
        asked.post("POST_api_v1_cleanup_x_stop", "/api/v1/cleanup/none/stop", "");
    }

    private void syncs() throws IOException {
        asked.post("POST_api_v1_sync", "/api/v1/sync", "{}");
        asked.post("POST_api_v1_sync", "/api/v1/sync", "{\"force\": true, \"dryRun\": true}");
        asked.post("POST_api_v1_sync", "/api/v1/sync", "{\"undo\": true, \"actor\": \"op\"}");
        asked.post("POST_api_v1_sync", "/api/v1/sync", "{\"undo\": true, \"version\": 77}");
        asked.post("POST_api_v1_sync", "/api/v1/sync", "{\"force\": 1}");
    }

    private void store() {
        asked.get("GET_api_v1_store", "/api/v1/store");
        String copy = world.calls.folder.resolve("http-copy.sql").toString();
        asked.post("POST_api_v1_store_backup", "/api/v1/store/backup", "{\"file\": \"" + copy + "\"}");
        asked.post("POST_api_v1_store_backup", "/api/v1/store/backup", "{\"file\": \"" + copy + "\"}");
        asked.post("POST_api_v1_store_backup", "/api/v1/store/backup", "{\"file\": \"copy.sql\"}");
        asked.post("POST_api_v1_store_backup", "/api/v1/store/backup", "{}");
        asked.post("POST_api_v1_store_purge", "/api/v1/store/purge", "{\"actor\": \"op\"}");
        asked.post(
                "POST_api_v1_leftovers_restore",
                "/api/v1/leftovers/restore",
                "{\"what\": \"/nowhere/at/all\", \"actor\": \"op\"}");
        asked.post("POST_api_v1_leftovers_restore", "/api/v1/leftovers/restore", "{\"actor\": \"op\"}");
        asked.get("GET_api_v1_registry_memory", "/api/v1/registry/memory?file=" + world.registryFile);
        asked.get("GET_api_v1_registry_memory", "/api/v1/registry/memory");
        asked.get("GET_api_v1_registry_memory", "/api/v1/registry/memory?file=x");
        asked.post(
                "POST_api_v1_registry_memory",
                "/api/v1/registry/memory",
                "{\"files\": [\"" + world.registryFile + "\"]}");
        asked.post("POST_api_v1_registry_memory", "/api/v1/registry/memory", "{\"files\": \"x\"}");
    }

    private void settings() throws IOException {
        asked.get("GET_api_v1_settings_agreement", "/api/v1/settings/agreement?given=orphan-cleanup.grace=1s");
        asked.get("GET_api_v1_settings_agreement", "/api/v1/settings/agreement?given=orphan-cleanup.grace=5s");
        asked.get("GET_api_v1_settings_agreement", "/api/v1/settings/agreement?given=x");
        asked.post("POST_api_v1_reload", "/api/v1/reload", "{\"actor\": \"op\"}");
        String settings = Files.readString(world.settingsFile);
        Files.writeString(world.settingsFile, settings + "orphan-cleanup.alert-threshold = 7\n");
        GoldenDaemon.await(
                "the daemon to notice the change",
                () -> world.calls.run("config", "--changes", "--json").out().contains("alert-threshold"));
        // the change is on record before it applies; a further reading takes its turn behind it
        world.calls.run("reload");
        asked.get("GET_api_v1_settings", "/api/v1/settings");
        asked.get("GET_api_v1_settings_changes", "/api/v1/settings/changes");
        Files.writeString(world.settingsFile, settings + "orphan-cleanup.alert-threshold = 7\nweb.prt = 1\n");
        asked.post("POST_api_v1_reload", "/api/v1/reload", "{}");
        Files.writeString(world.settingsFile, settings + "orphan-cleanup.alert-threshold = 7\n");
        asked.post("POST_api_v1_reload", "/api/v1/reload", "{}");
    }

    private void sessions() {
        Answer link = asked.post("POST_api_v1_dashboard_links", "/api/v1/dashboard/links", "{\"actor\": \"op\"}");
        String secret = Values.first(link.body(), "path").replaceFirst("/#link=", "");
        String open = "POST /api/v1/dashboard/session";
        Answer opened = asked.ask("POST_api_v1_dashboard_session", open, "{\"link\": \"" + secret + "\"}", NOBODY);
        asked.ask("POST_api_v1_dashboard_session", open, "{\"link\": \"" + secret + "\"}", NOBODY);
        asked.ask("POST_api_v1_dashboard_session", open, "{}", NOBODY);
        List<String> session = List.of("Authorization: Session " + Values.first(opened.body(), "secret"));
        asked.ask("GET_api_v1_dashboard_session", "GET /api/v1/dashboard/session", null, session);
        asked.get("GET_api_v1_dashboard_session", "/api/v1/dashboard/session");
        asked.ask("GET_api_v1_jobs", "GET /api/v1/jobs", null, session);
        asked.ask("GET_api_v1_store", "GET /api/v1/store", null, session);
        asked.ask("POST_api_v1_cleanup", "POST /api/v1/cleanup", "{}", session);
        String trigger = "POST /api/v1/jobs/orphan-cleanup/trigger";
        asked.ask("POST_api_v1_jobs_x_trigger", trigger, "{\"force\": true}", session);
        asked.ask("POST_api_v1_jobs_x_trigger", trigger, "{\"actor\": \"somebody\"}", session);
        asked.ask("POST_api_v1_dashboard_session_renew", "POST /api/v1/dashboard/session/renew", "", session);
        asked.post("POST_api_v1_dashboard_session_renew", "/api/v1/dashboard/session/renew", "");
        asked.get("GET_api_v1_dashboard_sessions", "/api/v1/dashboard/sessions");
        asked.post(
                "POST_api_v1_dashboard_sessions_revoke",
                "/api/v1/dashboard/sessions/revoke",
                "{\"name\": \"nobody@dashboard-000000\"}");
        asked.post("POST_api_v1_dashboard_sessions_revoke", "/api/v1/dashboard/sessions/revoke", "{}");
        Answer page = asked.post("POST_api_v1_dashboard_walls", "/api/v1/dashboard/walls", "{\"actor\": \"op\"}");
        List<String> wall = List.of(
                "Authorization: Wall " + Values.first(page.body(), "path").replaceFirst("/#wall=", ""));
        asked.ask("GET_api_v1_wall", "GET /api/v1/wall", null, wall);
        asked.ask("GET_api_v1_wall", "GET /api/v1/status", null, wall);
        asked.ask("POST_api_v1_dashboard_session_end", "POST /api/v1/dashboard/session/end", "", session);
        asked.ask("POST_api_v1_dashboard_session_end", "POST /api/v1/dashboard/session/end", "", session);
    }

    private void errors() {
        String name = "errors";
        asked.ask(name, "GET /api/v1/status", null, NOBODY);
        asked.ask(name, "GET /api/v1/status", null, List.of("Authorization: Bearer wrong"));
        asked.ask(name, "GET /api/v1/none", null, NOBODY);
        asked.get(name, "/api/v1/none");
        asked.get(name, "/none");
        asked.post(name, "/api/v1/status", "{}");
        asked.get(name, "/api/v1/sync");
        asked.ask(name, "GET /livez", null, List.of("Host: example.com"));
        asked.ask(name, "GET /livez", null, List.of("Origin: http://example.com"));
        asked.ask(name, "GET /livez", null, List.of("Sec-Fetch-Site: cross-site"));
        asked.ask(name, "GET /livez?x=%zz", null, NOBODY);
        asked.ask(name, "GET /livez?x=1", null, NOBODY);
        asked.ask(name, "GET /livez", "{}", NOBODY);
        asked.post(name, "/api/v1/sync", "{");
        asked.post(name, "/api/v1/sync", "[]");
        asked.post(name, "/api/v1/sync", " ".repeat(70_000));
        asked.wrongType(name, "POST /api/v1/sync", "{}");
    }
}
