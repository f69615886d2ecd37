package io.tekton.sharedservices.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.daemon.DaemonFixture;
import io.tekton.sharedservices.fleet.FleetPostgres;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.fleet.ship.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The view of the hosts on a keeper, in a real browser, with a real PostgreSQL; skipped without a browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostsPageIT {
    private static final int CLEANUPS = 30;

    @TempDir
    static Path folder;

    private DashboardBrowser page;
    private DaemonFixture house;

    @BeforeAll
    void start() throws IOException {
        page = DashboardBrowser.start(folder);
        FleetPostgres postgres = FleetPostgres.shared();
        String database = postgres.centre();
        FleetSettings keeper = postgres.enrol(database, "keeper-1", true, folder);
        FleetSettings web = postgres.enrol(database, "web-7", false, folder);
        try (Member member = Member.of(folder.resolve("web-7"), web)) {
            for (int number = 1; number <= CLEANUPS; number++) {
                member.cleanup("run-%03d".formatted(number), number * 60);
            }
            member.shipper.round(true);
        }
        house = new DaemonFixture(Files.createDirectories(folder.resolve("house")));
        house.with("fleet.url", keeper.url().orElseThrow().toString())
                .with("fleet.user", keeper.user())
                .with("fleet.password-file", keeper.passwordFile().orElseThrow().toString())
                .with("fleet.keeper", "true")
                .writeSettings();
        house.run();
        page.open(house.call("dashboard", "--no-open").out().lines().findFirst().orElseThrow());
    }

    @AfterAll
    void end() {
        if (page != null) {
            page.close();
        }
        if (house != null) {
            house.close();
        }
    }

    @Test
    void leadsFromTheHostsToTheRunsAndTerminationsOfOneAndToARun() {
        page.size(1440, 900);
        page.view("hosts");
        page.await(
                "the sum over all hosts",
                "!document.getElementById('fleet-leaks').textContent.startsWith('Adding up')");
        page.click("tr[data-key=web-7] a");
        page.await(
                "the host", "location.hash === '#/hosts/web-7' && document.querySelectorAll('tbody tr').length === 25");
        assertThat(page.text("#host-heading")).isEqualTo("Host web-7");
        assertThat(page.text("dl.facts")).contains("not shipped", "ago");

        page.click("nav.pages .older");
        page.await("the second page", "document.querySelectorAll('tbody tr').length === " + (CLEANUPS - 25));
        page.click("tbody tr a");
        page.await("the run", "document.getElementById('detail').open");
        assertThat(page.text("#detail-body")).contains("run-005", "web-7", "What was judged");
        page.view("hosts/web-7?list=terminations&outcome=terminated&component=apollo");
        page.await("its terminations", "document.querySelectorAll('table.audit tbody tr').length === 25");
        assertThat(page.is("document.querySelector('[name=component]').value === 'apollo'"))
                .isTrue();
        page.view("hosts/web-7?list=terminations&component=none");
        page.await("no match", "document.querySelectorAll('tbody tr').length === 0");
        page.view("hosts/nobody");
        assertThat(page.text("#problem")).contains("keeper");
        assertThat(page.is("document.querySelectorAll('#view [data-do=trigger], #view [data-do=pause]').length === 0"))
                .isTrue();
        assertThat(page.log()).noneMatch(line -> line.contains("Uncaught") || line.contains("Content Security"));
    }

    @Test
    void axeFindsNothingAtAnyWidth() {
        List<String> faults = new ArrayList<>();
        for (int width : new int[] {360, 768, 1440}) {
            page.size(width, 900);
            for (String view :
                    List.of("hosts", "hosts/web-7", "hosts/web-7?list=terminations", "hosts/web-7?show=run:run-005")) {
                page.view("settings");
                page.view(view);
                page.faults().forEach(fault -> faults.add(width + " " + view + ": " + fault));
                if (!page.is("document.documentElement.scrollWidth <= innerWidth")) {
                    faults.add(width + " " + view + " is wider than the window");
                }
            }
        }

        assertThat(faults).isEmpty();
    }
}
