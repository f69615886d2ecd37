package io.tekton.sharedservices.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tekton.sharedservices.api.AccessToken;
import io.tekton.sharedservices.daemon.DaemonFixture;
import io.tekton.sharedservices.store.Store;
import io.tekton.sharedservices.testing.Rounds;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WindowType;

/**
 * The dashboard of a real daemon in a real browser; skipped without a browser. All share one daemon and one browser.
 * With {@code -Ddashboard.gallery=FOLDER} it also takes pictures of every view.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DashboardIT {
    private static final int IN_THE_DRY_RUN = Rounds.of(2_000, 10_000);

    private static final List<String> VIEWS =
            List.of("overview", "audit", "runs", "runs?job=config-sync", "processes", "configuration", "settings");

    private static final String COUNTDOWN = "return document.querySelector('[data-left]').textContent";

    private static final String CONFIG = """
            {"version": "1.0.0", "default_model": "llama3.3:70b",
             "ai_specialists": {
               "apollo": {"component": "apollo", "port": 45007, "active": true,
                          "system_prompt": "<script>alert(5)</script>", "metadata": {}}}}
            """;

    @TempDir
    static Path folder;

    private DaemonFixture house;
    private DaemonFixture.Daemon daemon;
    private DashboardBrowser page;
    private String url;
    private Path config;

    @BeforeAll
    void start() throws IOException {
        page = DashboardBrowser.start(folder);
        house = new DaemonFixture(Files.createDirectories(folder.resolve("house")));
        try (ServerSocket free = new ServerSocket(0)) {
            house.with("web.port", Integer.toString(free.getLocalPort()));
        }
        house.with("orphan-cleanup.grace", "1s")
                .with("orphan-cleanup.users", "self")
                .writeSettings();
        config = Files.createDirectories(house.root.resolve("config")).resolve("tekton_ai_config.json");
        Files.writeString(config, CONFIG);
        try (Store store = house.store()) {
            new SeededHistory(store, Clock.systemUTC().instant()).write(IN_THE_DRY_RUN, 45);
        }
        daemon = house.run();
        url = String.valueOf(house.status("daemon/url"));
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

    @BeforeEach
    void usualWindow() {
        page.driver.getWindowHandles().forEach(handle -> page.driver.switchTo().window(handle));
        page.size(1440, 900);
        page.media("screen", false);
    }

    private String link() {
        return house.call("dashboard", "--no-open").out().lines().findFirst().orElseThrow();
    }

    /** Logs in and shows this view, such as {@code audit?component=numa}. */
    private void open(String view) {
        page.open(link());
        if (!view.isEmpty()) {
            page.view(view);
        }
    }

    /** The log is the browser's own: what it blocked or could not run. */
    private void expectNoComplaints() {
        assertThat(page.log()).noneMatch(line -> line.contains("Content Security Policy") || line.contains("Uncaught"));
    }

    @Test
    @Order(1)
    void logsInByALinkThatIsGoodOnceAndLeavesNothingInTheAddress() {
        String link = link();
        page.driver.get(link);
        page.loaded();

        assertThat(page.driver.getCurrentUrl()).isEqualTo(url + "/");
        // The settings of the house are risky, and its configuration deviates.
        page.await("the warnings", "document.getElementById('verdict-heading').textContent.endsWith(' warnings')");
        assertThat(page.text("#verdict .remedy")).contains("Remedy: ");
        assertThat(page.is("document.cookie === ''")).isTrue();
        page.run("localStorage.clear()");
        page.driver.get("about:blank");
        page.driver.get(link);
        page.await(
                "a word that the link is used up",
                "document.getElementById('login-why').textContent.includes('good once')");
        assertThat(page.find("#desk").isDisplayed()).isFalse();
    }

    @Test
    @Order(2)
    void everythingComesFromThisDaemonAndNothingIsBlocked() {
        open("");
        page.await("the line", "document.getElementById('line').textContent === 'Live'");
        for (String view : VIEWS) {
            page.view(view);
        }

        assertThat((List<?>) page.run("return performance.getEntriesByType('resource').map(entry => entry.name)"))
                .isNotEmpty()
                .allMatch(name -> name.toString().startsWith(url + "/"));
        expectNoComplaints();
    }

    @Test
    @Order(3)
    void aLiveCleanupAppearsWithoutAReload() {
        open("audit");
        page.run("window.sameDocument = true");
        int orphan = house.orphan();

        assertThat(house.call("cleanup", "--force", "--confirm-after", "0s").code())
                .isZero();

        page.await(
                "the new termination",
                "[...document.querySelectorAll('#audit-body tbody tr')].some(row => row.innerText.includes('" + orphan
                        + "'))");
        page.view("overview");
        assertThat(page.is("window.sameDocument")).isTrue();
        page.await("how the run ended", "document.getElementById('jobs').innerText.includes('1 terminated')");
        assertThat(DaemonFixture.lives(orphan)).isFalse();
    }

    @Test
    @Order(3)
    void aSyncAppearsAsADifferenceWithoutAReload() throws IOException {
        open("configuration");
        Path registry = house.root.resolve(".tekton/ai_registry/platform_ai_registry.json");
        Files.writeString(registry, """
                {"apollo-ai": {"port": 45012, "component": "apollo", "metadata": {"description": "sun"}}}
                """);
        Files.writeString(
                registry.resolveSibling(".config_update_needed"),
                "{\"timestamp\": 1751562224.27, \"iso_time\": \"2025-07-03T17:03:44.278209\"}");

        page.await(
                "the difference",
                "[...document.querySelectorAll('#configuration .difference ins')].some(line => "
                        + "line.textContent.includes('45012'))");

        assertThat(page.text("#configuration .difference del")).contains("45007");
        assertThat(page.text("#configuration .difference del mark").lines()).contains("07");
        page.view("overview");
        assertThat(page.text("#jobs")).contains("config-sync");
        assertThat(Files.readString(config)).contains("45012");
    }

    @Test
    @Order(4)
    void aFilterIsPartOfTheAddressAndASharedLinkShowsTheSame() {
        open("audit");
        page.find("#filters [name=component]").sendKeys("numa");
        page.run("document.querySelector('#filters [name=outcome]').value = 'KILLED'");
        // What arrives while somebody fills in the form shows the page anew.
        page.run("document.getElementById('audit-body').setAttribute('data-before', '');"
                + " dispatchEvent(new PopStateEvent('popstate'))");
        page.await("the page to be shown anew", "!document.getElementById('audit-body').hasAttribute('data-before')");
        page.find("#filters [name=component]").sendKeys(Keys.ENTER);
        page.await(
                "the filter to count",
                "location.hash === '#/audit?component=numa&outcome=KILLED'"
                        + " && document.querySelectorAll('#audit-body tbody tr').length > 0"
                        + " && [...document.querySelectorAll('#audit-body tbody tr')].every(row => "
                        + "/numa/.test(row.innerText) && /killed/.test(row.innerText))");
        String shown = page.text("#audit-body tbody");
        String shared = page.driver.getCurrentUrl();

        // The colleague has no session yet, and comes to the same view by pasting a link.
        page.run("localStorage.clear()");
        page.driver.get("about:blank");
        page.driver.get(shared);
        page.find("#login-link").sendKeys(link());
        page.find("#login-link").sendKeys(Keys.ENTER);
        page.loaded();

        assertThat(page.driver.getCurrentUrl()).isEqualTo(shared);
        assertThat(page.text("#audit-body tbody")).isEqualTo(shown).isNotBlank();
        assertThat(page.find("#filters [name=component]").getDomProperty("value"))
                .isEqualTo("numa");
    }

    @Test
    @Order(5)
    void aFilterThatIsNotAllowedSaysWhatIs() {
        open("audit?since=yesterday");

        assertThat(page.text("#problem")).contains("yesterday", "2h or 3d");
        assertThat(page.find("#filters").isDisplayed()).isTrue();
    }

    @Test
    @Order(6)
    void theCsvThatIsSavedIsThatOfTheApi() throws IOException, InterruptedException {
        open("audit?component=apollo");
        page.click("[data-do=save-csv]");

        String saved = Files.readString(page.saved("terminations.csv"));

        assertThat(saved).isEqualTo(api("/api/v1/terminations?component=apollo&limit=100000&all=true&format=csv"));
        assertThat(saved.lines()).hasSizeGreaterThan(26);
        assertThat(page.all("#audit-body tbody tr")).hasSize(25);
    }

    private String api(String path) throws IOException, InterruptedException {
        String token = Files.readString(house.state.resolve("token")).strip();
        assertThat(AccessToken.read(house.state)).isNotNull();
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url + path))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                .body();
    }

    @Tag(Rounds.LONG_ONLY)
    @Test
    @Order(7)
    void aPauseNeedsAReasonAndIsRecordedWithItsSession() {
        open("");
        page.click("[data-do=pause][data-job=orphan-cleanup]");
        page.await("the question", "document.getElementById('ask').open");
        page.click("#ask button[type=submit]");
        assertThat(page.is("document.getElementById('ask').open")).isTrue();
        assertThat(house.status("jobs/0/paused")).isEqualTo(false);

        page.find("#ask textarea").sendKeys("moving the registry");
        page.click("#ask button[type=submit]");
        page.await(
                "the pause",
                "document.querySelector('#jobs [data-key=orphan-cleanup]').innerText.includes('moving the registry')");

        assertThat(house.status("jobs/0/pauseReason")).isEqualTo("moving the registry");
        assertThat(house.status("jobs/0/pausedBy").toString()).matches(".+@dashboard-[0-9a-f]{6}");
        page.view("settings");
        assertThat(page.text("#changes .log")).contains("paused orphan-cleanup", "moving the registry", "@dashboard-");
        page.view("overview");
        page.click("[data-do=resume][data-job=orphan-cleanup]");
        page.await("the question", "document.getElementById('ask').open");
        page.click("#ask button[type=submit]");
        page.await(
                "the resumption",
                "document.querySelector('#jobs [data-key=orphan-cleanup]').innerText.includes('Next run in')");
        assertThat(house.status("jobs/0/paused")).isEqualTo(false);
    }

    @Test
    @Order(2)
    void aPreviewListsWhatARunWouldEndAndTheRunEndsIt() {
        int orphan = house.orphan();
        open("processes");
        page.click("[data-do=preview]");
        page.await(
                "the preview",
                "[...document.querySelectorAll('#preview tbody tr')].some(row => row.innerText.includes('" + orphan
                        + "') && row.innerText.includes('orphan') && row.querySelector('code'))");
        assertThat(page.text("#preview")).contains("would end 1 process");
        assertThat(DaemonFixture.lives(orphan)).isTrue();

        page.view("overview");
        page.click("[data-do=trigger][data-job=orphan-cleanup]");
        page.await("the question", "document.getElementById('ask').open");
        assertThat(page.text("#ask")).contains("This is live");
        page.await(
                "the count",
                "document.querySelector('#ask [type=submit]').innerText === 'Run now: end 1 process'"
                        + " && !document.querySelector('#ask [type=submit]').disabled");
        assertThat(page.text("#ask-preview tbody")).contains(Integer.toString(orphan));
        page.find("#ask textarea").sendKeys("it leaks");
        page.click("#ask button[type=submit]");

        DaemonFixture.await("the end of the orphan", () -> !DaemonFixture.lives(orphan));
        page.await("the hour", "document.querySelector('[data-do=trigger][data-job=orphan-cleanup]').disabled");
        assertThat(page.text("#jobs [data-key=orphan-cleanup] footer"))
                .containsPattern("It may run again at \\d\\d:\\d\\d:\\d\\d");
        page.view("settings");
        assertThat(page.text("#changes .log")).contains("it leaks", "@dashboard-");
        assertThat(page.text("#rules")).containsPattern("own[\\s\\S]*\\d process(es)?, \\d+ orphans?, last");
    }

    @Test
    @Order(8)
    void aRunShowsItsPhasesWithCountsAndNoOtherIsOfferedMeanwhile() throws InterruptedException {
        int stubborn = house.stubborn();
        open("");
        Thread run = new Thread(() -> house.call("cleanup", "--force", "--confirm-after", "0s", "--grace", "8s"));
        run.start();
        try {
            page.await(
                    "the phase",
                    "/waiting for their end, \\d+ of \\d+/.test(document.querySelector('.phase')?.innerText ?? '')");
            assertThat(page.text("#verdict h1")).isEqualTo("orphan-cleanup is running");
            assertThat(page.is("document.querySelector('[data-do=trigger][data-job=orphan-cleanup]').disabled"))
                    .isTrue();
        } finally {
            run.join();
        }

        page.await("the end of the run", "document.querySelector('.phase') === null");
        assertThat(DaemonFixture.lives(stubborn)).isFalse();
    }

    @Test
    @Order(9)
    void theSettingsInForceShowTheirOriginAndWhatEachRuleNamed() {
        open("settings");

        assertThat(page.text("#rules"))
                .contains("own", "program=python*", "quartz.properties:")
                .containsPattern("[0-9]+ process(es)?, [0-9]+ orphans?, last ");
        assertThat(page.text("#in-force .scroll:not(details *)"))
                .contains("orphan-cleanup.grace", "1s", "quartz.properties:");
        page.click("#in-force summary");
        assertThat(page.text("#in-force details")).contains("registry.when-missing", "default");
    }

    @Test
    @Order(9)
    void aBarOfWhoLeaksLeadsIntoTheAuditAndTheCommandAgrees() {
        open("overview?range=quarter");
        page.await("who leaks", "document.querySelectorAll('#leaks .ranking').length === 4");
        String bar = "#leaks .ranking[data-key=component] li:nth-child(2) a";
        String name = page.text(bar + " .name");
        long sum = Long.parseLong(page.text(bar + " .value").replaceFirst("[^0-9].*", ""));
        page.click(bar);
        page.await(
                "the audit",
                "location.hash.startsWith('#/audit') && location.hash.includes('component=" + name + "')"
                        + " && document.querySelectorAll('#audit-body tbody tr').length > 0");

        String since = String.valueOf(page.run("return new URLSearchParams(location.hash.split('?')[1]).get('since')"));
        assertThat((List<?>) DaemonFixture.at(
                        house.json("audit", "--component", name, "--since", since, "--limit", "1000"), "terminations"))
                .hasSize((int) sum);
        assertThat((List<?>) DaemonFixture.at(
                        house.json(
                                "audit",
                                "--component",
                                name,
                                "--since",
                                since,
                                "--program",
                                "python3",
                                "--limit",
                                "1000"),
                        "terminations"))
                .hasSize((int) sum);
        assertThat((List<?>) DaemonFixture.at(
                        house.json("audit", "--component", name, "--since", since, "--rule", "none"), "terminations"))
                .isEmpty();
    }

    @Test
    @Order(9)
    void aTerminationShowsAllThatIsOnRecord() {
        open("audit?outcome=TERMINATED");
        long before = requests("");
        page.click("#audit-body tbody a");
        page.await("the detail", "document.getElementById('detail').open");

        assertOneRequest(before);
        assertThat(page.text("#detail"))
                .contains("Why it was judged an orphan", "protected", "launcher-grace")
                .contains("intent on record", "signal sent", "SIGTERM")
                .contains("orphan-cleanup.grace");
        assertThat(page.driver.getCurrentUrl()).contains("show=termination%3A");
        page.driver.navigate().back();
        page.await("the way back", "!document.getElementById('detail').open");
        assertOneRequest(before);
        expectNoComplaints();
    }

    /** For the detail; the page's own second look, once after its line is up, may fall in between. */
    private void assertOneRequest(long before) {
        assertThat(requests("terminations/")).isEqualTo(1);
        assertThat(requests("") - before).isBetween(1L, 2L);
    }

    /** How often the page has asked the API for this since it was opened; the line that stays open is one. */
    private long requests(String what) {
        return (Long) page.run("return performance.getEntriesByType('resource').filter(entry => "
                + "entry.name.includes('/api/v1/" + what + "')).length");
    }

    @Test
    @Order(10)
    void aHostileCommandLineIsOnlyText() {
        open("audit?component=" + "%3Cscript%3Ealert(3)%3C%2Fscript%3E");
        page.await("the row", "document.querySelectorAll('#audit-body tbody tr').length === 1");
        page.click("#audit-body tbody a");
        page.await("the detail", "document.getElementById('detail').open");

        assertThat(page.is("document.querySelector('#detail .whole').textContent === "
                        + javascript(SeededHistory.HOSTILE)))
                .isTrue();
        assertThat(page.is("document.querySelector('#desk script, #detail script, #detail img, #audit img, "
                        + "[onerror], [onmouseover]') === null"))
                .isTrue();
        assertThat(page.is("document.documentElement.scrollWidth <= innerWidth"))
                .isTrue();
        expectNoComplaints();
    }

    private static String javascript(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("</", "<\\/") + '"';
    }

    @ParameterizedTest
    @Tag(Rounds.LONG_FORM)
    @MethodSource("windows")
    @Order(11)
    void nothingRunsOverTheEdge(int width, int height) {
        page.size(width, height);
        for (String view : Stream.concat(VIEWS.stream(), Stream.of("overview?range=year&show=run:" + newestRun()))
                .toList()) {
            open(view);

            assertThat((List<?>) page.run("""
                            return [...document.querySelectorAll('body *')].filter(e => {
                                const box = e.getBoundingClientRect();
                                return box.width > 1 && box.right > innerWidth + 1 && !e.closest('.scroll, #places, .skip, .visually-hidden, pre, .lanes, dialog:not([open])');
                            }).map(e => e.tagName + '.' + e.className + ' ' + e.innerText?.slice(0, 40))""")).as(view).isEmpty();
            assertThat(page.is("document.documentElement.scrollWidth <= innerWidth"))
                    .isTrue();
        }
    }

    static Stream<Arguments> windows() {
        return Rounds.some(2, arguments(320, 700), arguments(1440, 900), arguments(768, 1024), arguments(3840, 2160));
    }

    private Object newestKill() {
        return DaemonFixture.at(house.json("audit", "--outcome", "killed", "--limit", "1"), "terminations/0/sequence");
    }

    private Object newestRun() {
        return DaemonFixture.at(house.json("history", "--job", "orphan-cleanup", "--limit", "1"), "runs/0/id");
    }

    @Tag(Rounds.LONG_ONLY)
    @Test
    @Order(12)
    void axeFindsNothingInLightAndInDark() {
        List<String> faults = new ArrayList<>();
        for (boolean dark : new boolean[] {false, true}) {
            page.media("screen", dark);
            for (String view : Stream.concat(
                            VIEWS.stream(),
                            Stream.of("overview?show=run:" + newestRun(), "audit?show=termination:" + newestKill()))
                    .toList()) {
                open(view);
                page.faults().forEach(fault -> faults.add((dark ? "dark " : "light ") + view + " " + fault));
            }
            page.run("localStorage.clear()");
            page.driver.get("about:blank");
            page.driver.get(url);
            page.await("the log-in", "!document.getElementById('login').hidden");
            page.faults().forEach(fault -> faults.add((dark ? "dark" : "light") + " log-in " + fault));
        }

        assertThat(faults).isEmpty();
    }

    @Test
    @Order(13)
    void theTrendIsAlsoATableWhichStaysOpen() {
        open("overview?range=quarter");
        assertThat(page.all("#trend td")).isEmpty();
        page.click("#trend summary");
        page.await("the table", "document.querySelectorAll('#trend tbody tr').length > 10");

        page.view("overview?range=month");
        assertThat(page.is("document.querySelector('#trend tbody td').checkVisibility()"))
                .isTrue();
    }

    @Test
    @Order(13)
    void theColoursAreTheSystemsUnlessSomebodyChooses() {
        String background = "return getComputedStyle(document.body).backgroundColor";
        open("");
        Object light = page.run(background);
        page.media("screen", true);
        Object dark = page.run(background);

        assertThat(dark).isNotEqualTo(light);
        page.click("#theme");
        assertThat(page.run(background)).isEqualTo(light);
        page.driver.navigate().refresh();
        page.loaded();
        assertThat(page.run(background)).isEqualTo(light);
        page.click("#theme");
        page.click("#theme");
        assertThat(page.run(background)).isEqualTo(dark);
    }

    @Test
    @Order(14)
    void theKeyboardAloneIsEnough() {
        open("audit");
        page.run("document.activeElement.blur()");
        page.tab(1);
        assertThat(page.driver.switchTo().activeElement().getText()).isEqualTo("To the content");
        page.run("document.querySelector('#audit-body tbody a').focus()");
        page.press(Keys.ENTER);
        page.await("the detail", "document.getElementById('detail').open");
        assertThat(page.is("document.activeElement.id === 'detail-heading'")).isTrue();
        for (int i = 0; i < 12; i++) {
            page.tab(1);
            assertThat(page.is("document.activeElement === document.body || "
                            + "document.getElementById('detail').contains(document.activeElement)"))
                    .isTrue();
        }
        page.run("document.querySelector('#detail [data-do=close]').focus()");
        page.press(Keys.ESCAPE);
        page.await("the way back", "!document.getElementById('detail').open");
        assertThat(page.is("document.activeElement.closest('#audit-body') !== null"))
                .isTrue();
    }

    /** Of long ago alone: other tests write dry runs of today. */
    @Tag(Rounds.LONG_ONLY)
    @Test
    @Tag(Rounds.LONG_FORM)
    @Order(15)
    void thousandsOfRowsArePagedThroughWithoutAGap() {
        open("audit?outcome=WOULD_TERMINATE&until=100d");
        List<Object> rows = new ArrayList<>(shownRows());
        for (int pages = 1; page.is("document.querySelector('#audit-body .older')"); pages++) {
            page.click("#audit-body .older");
            page.await(
                    "the next page",
                    "document.querySelector('#audit-body tbody tr')?.dataset.key !== '" + rows.get(rows.size() - 25)
                            + "'");
            rows.addAll(shownRows());
            assertThat(pages).isLessThan(IN_THE_DRY_RUN / 25 + 2);
        }

        assertThat(rows).hasSize(IN_THE_DRY_RUN).doesNotHaveDuplicates();
        assertThat(page.text("#audit-body")).isNotBlank();
    }

    private List<?> shownRows() {
        return (List<?>)
                page.run("return [...document.querySelectorAll('#audit-body tbody tr')].map(row => row.dataset.key)");
    }

    @Test
    @Order(16)
    void printingARunGivesAReport() {
        open("overview?show=run:"
                + DaemonFixture.at(
                        house.json("history", "--job", "orphan-cleanup", "--outcome", "succeeded", "--limit", "1"),
                        "runs/0/id"));
        page.await("the run", "document.getElementById('detail').open");
        page.media("print", false);

        assertThat(page.is("document.getElementById('desk').checkVisibility()")).isFalse();
        assertThat(page.is("document.getElementById('detail-heading').checkVisibility()"))
                .isTrue();
        assertThat(page.is("document.querySelector('#detail [data-do=print]').checkVisibility()"))
                .isFalse();
        assertThat(page.text("#detail")).contains("What was judged", "Checked");
        assertThat(page.cdp("Page.printToPDF", Map.of()).get("data").toString()).startsWith("JVBERi");
    }

    @Test
    @Order(17)
    void anUpdateLeavesFocusTextAndPlaceAlone() {
        open("audit");
        page.find("#filters [name=component]").sendKeys("half a wo");
        page.run("window.row = document.querySelector('#audit-body tbody tr'); window.seen = "
                + "document.documentElement.dataset.loaded;"
                + " scrollTo(0, 300); window.place = scrollY");

        assertThat(house.call("cleanup", "--dry-run", "--confirm-after", "0s").code())
                .isZero();
        page.await("the update", "document.documentElement.dataset.loaded > window.seen");

        assertThat(page.is("window.row.isConnected")).isTrue();
        assertThat(page.is("scrollY === window.place")).isTrue();
        assertThat(page.is("document.activeElement.value === 'half a wo'")).isTrue();
    }

    @Test
    @Order(16)
    void theAuditIsPrintedWholeAndWithoutItsForms() {
        open("audit?outcome=KILLED");
        page.media("print", false);

        assertThat(page.is("document.getElementById('filters').checkVisibility()"))
                .isFalse();
        assertThat(page.is("document.querySelector('#audit tbody tr').checkVisibility()"))
                .isTrue();
        assertThat(page.is("[...document.querySelectorAll('#audit td.command code')].every(code => "
                        + "code.scrollWidth <= code.clientWidth + 1)"))
                .isTrue();
        assertThat(page.cdp("Page.printToPDF", Map.of()).get("data").toString()).startsWith("JVBERi");
    }

    @Test
    @Order(17)
    void aDetailClosesWhileTheDaemonDoesNotAnswer() {
        open("audit?outcome=TERMINATED");
        page.click("#audit-body tbody a");
        page.await("the detail", "document.getElementById('detail').open");
        daemon.signal("STOP");
        try {
            page.press(Keys.ESCAPE);
            page.await("the end of the detail", "!document.getElementById('detail').open");
        } finally {
            daemon.signal("CONT");
        }
    }

    /** What the question says was true when the daemon answered. */
    @Test
    @Order(17)
    void aQuestionIsNotAnsweredOnceTheDaemonIsOutOfReach() {
        open("");
        page.await("the line", "document.getElementById('line').textContent === 'Live'");
        page.click("[data-do=pause][data-job=config-sync]");
        page.await("the question", "document.getElementById('ask').open");
        page.find("#ask textarea").sendKeys("too late");
        assertThat(page.is("document.querySelector('#ask button[type=submit]').disabled"))
                .isFalse();
        daemon.signal("STOP");
        try {
            page.await(
                    "a word of it", "document.getElementById('ask').innerText.includes('The daemon does not answer')");
            assertThat(page.is("document.querySelector('#ask button[type=submit]').disabled"))
                    .isTrue();
            page.press(Keys.ESCAPE);
            page.await("the end of the question", "!document.getElementById('ask').open");
        } finally {
            daemon.signal("CONT");
        }
        page.await("the line", "document.getElementById('line').textContent === 'Live'");
        assertThat(house.status("jobs/1/paused")).isEqualTo(false);
    }

    /**
     * With {@code -Ddashboard.gallery=FOLDER}: every view at every width, in light and dark, for a person to look at.
     */
    @Test
    @Order(19)
    void showsEveryViewAtEveryWidthWhenItIsAskedTo() throws IOException {
        String wanted = System.getProperty("dashboard.gallery", "");
        if (wanted.isEmpty()) {
            return;
        }
        open("");
        for (int width : new int[] {360, 768, 1440}) {
            for (boolean dark : new boolean[] {false, true}) {
                page.size(width, 900);
                page.media("screen", dark);
                for (String view : VIEWS) {
                    page.view("audit?pid=1");
                    page.view(view);
                    page.size(width, ((Long) page.run("return document.documentElement.scrollHeight")).intValue());
                    page.picture(Path.of(wanted)
                            .resolve(view.replaceAll("\\W+", "-") + "-" + width + (dark ? "-dark" : "") + ".png"));
                    page.size(width, 900);
                }
            }
        }
    }

    @Tag(Rounds.LONG_ONLY)
    @Test
    @Order(18)
    void saysThatItIsDisconnectedAndComesBackByItself() {
        open("");
        page.await("the line", "document.getElementById('line').textContent === 'Live'");
        daemon.signal("STOP");
        try {
            page.await("a word of it", "document.getElementById('line').textContent.startsWith('Disconnected since')");
            assertThat(page.text("#verdict h1")).startsWith("Disconnected since");
            assertThat(page.text("#verdict")).doesNotContain("All is well");
            Object countdown = page.run(COUNTDOWN);
            page.run("return new Promise(done => setTimeout(done, 2500))");
            assertThat(page.run(COUNTDOWN)).isEqualTo(countdown);
        } finally {
            daemon.signal("CONT");
        }

        page.await("the line", "document.getElementById('line').textContent === 'Live'");
        assertThat(page.find("#desk").isDisplayed()).isTrue();
    }

    @Test
    @Order(20)
    void aSessionSurvivesAReloadASecondTabAndARestartUntilItIsEnded() throws IOException {
        open("runs");
        page.driver.navigate().refresh();
        page.loaded();
        page.driver.switchTo().newWindow(WindowType.TAB);
        page.driver.get(url + "/#/audit");
        page.loaded();
        assertThat(page.find("#login").isDisplayed()).isFalse();
        daemon.stop();
        daemon = house.run();
        page.await("the line", "document.getElementById('line').textContent === 'Live'");
        assertThat(page.find("#login").isDisplayed()).isFalse();

        String sessions = house.call("dashboard", "--sessions").out();
        assertThat(sessions).contains("@dashboard-", "session");
        assertThat(house.call("dashboard", "--revoke", "all").code()).isZero();
        page.await("the log-in", "!document.getElementById('login').hidden");
        assertThat(page.text("#login-why")).contains("somebody ended it");
        assertThat(house.call("dashboard", "--sessions").out()).contains("No browser is logged in");
        assertThat(house.call("dashboard", "--revoke", "nobody@dashboard-000000")
                        .code())
                .isEqualTo(1);
        page.driver.close();
        page.driver.switchTo().window(page.driver.getWindowHandles().iterator().next());
    }

    @Test
    @Order(20)
    void aPageOnAWallShowsStatesAndNumbersAndNothingToPress() throws IOException {
        List<String> printed = house.call("dashboard", "--wall").out().lines().toList();
        page.driver.get("about:blank");
        page.driver.get(printed.get(0));
        page.loaded();
        page.await("the headline", "document.querySelector('.wall #verdict h1')?.innerText.length > 0");

        assertThat(page.text("#view"))
                .contains("orphan-cleanup", "The last seven days")
                .doesNotContain("python3");
        assertThat(page.is("[...document.querySelectorAll('#view button, #view a, #places a, #leave')].every(one => "
                        + "!one.checkVisibility())"))
                .isTrue();
        assertThat(page.faults()).isEmpty();
        page.driver.navigate().refresh();
        page.loaded();
        daemon.signal("STOP");
        try {
            page.await("a word of it", "document.querySelector('#verdict h1').innerText.startsWith('No word since')");
        } finally {
            daemon.signal("CONT");
        }

        String name = printed.get(1).replaceFirst(".*--revoke ", "");
        assertThat(house.call("dashboard", "--revoke", name).out()).isEqualTo("ended " + name + "\n");
        page.await("the end", "document.getElementById('view').innerText.includes('This address has ended')");
    }

    @Test
    @Order(21)
    void aDryDaemonIsUnmistakable() throws IOException {
        house.with("orphan-cleanup.dry-run", "true").replaceSettings();
        DaemonFixture.await(
                "the change", () -> house.call("config", "--changes").out().contains("dry-run"));
        open("");

        assertThat(page.text("#verdict")).contains("Dry run");
        assertThat(page.is("document.documentElement.classList.contains('all-dry')"))
                .isTrue();
        page.view("settings");
        assertThat(page.text("#settings-heading + .log")).contains("orphan-cleanup.dry-run = true");
        page.view("overview");
        page.click("[data-do=trigger][data-job=orphan-cleanup]");
        page.await("the question", "document.getElementById('ask').open");
        assertThat(page.text("#ask")).contains("ends nothing");
    }
}
