package io.tekton.sharedservices.web.dashboard;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.daemon.DaemonFixture;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real browser, with its own profile that ends with it. */
final class DashboardBrowser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(Integer.getInteger("daemon.patience", 240));

    final ChromeDriver driver;
    final Path downloads;

    private DashboardBrowser(ChromeDriver driver, Path downloads) {
        this.driver = driver;
        this.downloads = downloads;
    }

    /**
     * Skips the calling test if there is no browser. It believes any certificate, for it does not know those of tests.
     *
     * @param more options of Chromium
     */
    static DashboardBrowser start(Path folder, String... more) throws IOException {
        assumeTrue(Files.isExecutable(CHROMIUM), "Chromium is not installed: /usr/bin/chromium");
        assumeTrue(Files.isExecutable(DRIVER), "Chromium's driver is not installed: /usr/bin/chromedriver");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--user-data-dir=" + folder.resolve("profile"));
        options.addArguments(more);
        options.setAcceptInsecureCerts(true);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, java.util.logging.Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .withTimeout(PATIENCE)
                .build();
        DashboardBrowser browser = new DashboardBrowser(
                new ChromeDriver(service, options), Files.createDirectories(folder.resolve("saved")));
        browser.driver.manage().timeouts().scriptTimeout(PATIENCE);
        browser.cdp(
                "Browser.setDownloadBehavior",
                Map.of("behavior", "allow", "downloadPath", browser.downloads.toString()));
        return browser;
    }

    Map<String, Object> cdp(String command, Map<String, Object> parameters) {
        return driver.executeCdpCommand(command, parameters);
    }

    void size(int width, int height) {
        cdp(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** What the system's colours and the medium are. */
    void media(String medium, boolean dark) {
        cdp(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "media",
                        medium,
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Whether an expression is true on the page now. */
    boolean is(String expression) {
        return Boolean.TRUE.equals(run("return Boolean(" + expression + ")"));
    }

    void await(String what, String expression) {
        try {
            DaemonFixture.await(what, () -> is(expression));
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; the page says: " + text("body") + "; its log: " + log(), e);
        }
    }

    WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    String text(String selector) {
        return String.valueOf(run(
                "return Array.from(document.querySelectorAll(arguments[0]), e => e.innerText).join('\\n')", selector));
    }

    void click(String selector) {
        run("document.querySelector(arguments[0]).scrollIntoView({block: 'center'})", selector);
        find(selector).click();
    }

    void press(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    void tab(int times) {
        for (int i = 0; i < times; i++) {
            press(Keys.TAB);
        }
    }

    /** Opens the address of a link and waits until the page has shown what it asked for. */
    void open(String url) {
        driver.get("about:blank");
        driver.get(url);
        loaded();
    }

    /** Goes to another view of the page that is open, and waits until it is shown, or the detail that it names. */
    void view(String view) {
        boolean detail = view.contains("show=");
        boolean same = detail && is("location.hash.split('?')[0] === '#/" + view.replaceFirst("\\?.*", "") + "'");
        // In one step: between two, the page may show the old view once more.
        Object seen = run(
                "if (location.hash === '#' + arguments[0]) return -1;"
                        + "const seen = Number(document.documentElement.dataset.loaded ?? 0);"
                        + "location.hash = arguments[0]; return seen;",
                "/" + view);
        if (!same) {
            await(view + " to be shown", "document.documentElement.dataset.loaded > " + seen);
        }
        if (detail) {
            await("the detail", "document.getElementById('detail').open");
        }
    }

    void loaded() {
        await("the page to be loaded", "document.documentElement.dataset.loaded > 0");
    }

    /** What the browser itself complained of. */
    List<String> log() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    /** What axe-core finds, whatever it calls it, as sentences. */
    @SuppressWarnings("unchecked")
    List<String> faults() {
        run(resource("/axe.min.js"));
        return (List<String>) driver.executeAsyncScript("""
                const done = arguments[0];
                axe.run(document, {resultTypes: ['violations']}).then(results => done(results.violations
                    .flatMap(fault => fault.nodes.map(node => fault.id + ': ' + node.target + ' ' + node.failureSummary))),
                    trouble => done(['axe failed: ' + trouble]));""");
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(DashboardBrowser.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void picture(Path file) throws IOException {
        Map<String, Object> shot = cdp("Page.captureScreenshot", Map.of("format", "png"));
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, Base64.getDecoder().decode(String.valueOf(shot.get("data"))));
    }

    /** The file that was saved, once it is there as a whole. */
    Path saved(String name) {
        Path file = downloads.resolve(name);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        DaemonFixture.await(name + " to be saved", () -> Files.exists(file) || System.nanoTime() > deadline);
        return file;
    }

    @Override
    public void close() {
        driver.quit();
    }
}
