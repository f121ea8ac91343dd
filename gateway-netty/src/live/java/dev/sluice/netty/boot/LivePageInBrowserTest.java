package dev.sluice.netty.boot;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The live page in a real browser, over a gateway that has something to do; skipped where there is no browser. */
final class LivePageInBrowserTest {

    private static final Path CHROMIUM = Path.of(System.getProperty("chromium", "/usr/bin/chromium"));
    private static final Path IMAGES = Path.of("..", "docs", "images");
    private static final List<String> VIEWS = List.of("overview", "providers", "requests", "accounts", "system");
    private static final int MINUTE_MILLIS = 60_000;
    private static final int MOST_IMAGE_BYTES = 300 * 1024;

    @TempDir
    static Path folder;

    private static LiveSite site;
    private static Playwright playwright;
    private static Browser browser;

    private final List<String> complaints = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private BrowserContext context;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(Files.isExecutable(CHROMIUM), "no browser at " + CHROMIUM);
        site = new LiveSite(folder);
        site.traffic();
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        PlaywrightAssertions.setDefaultAssertionTimeout(MINUTE_MILLIS);
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        // Whoever builds as root has no sandbox of Chromium's; it sees nothing but this gateway.
                        .setArgs(List.of("--no-sandbox")));
    }

    @AfterAll
    static void stop() {
        if (playwright != null) {
            playwright.close();
        }
        if (site != null) {
            site.close();
        }
    }

    @AfterEach
    void leave() {
        if (context != null) {
            context.close();
        }
    }

    private static Browser.NewContextOptions desk() {
        return new Browser.NewContextOptions().setViewportSize(1280, 900).setColorScheme(ColorScheme.LIGHT);
    }

    private static Browser.NewContextOptions phone() {
        return new Browser.NewContextOptions().setViewportSize(360, 740).setColorScheme(ColorScheme.LIGHT);
    }

    private Page open(Browser.NewContextOptions options) {
        context = browser.newContext(options);
        context.setDefaultTimeout(MINUTE_MILLIS);
        Page page = context.newPage();
        page.onConsoleMessage(message -> complaints.add(message.type() + ": " + message.text()));
        page.onPageError(complaints::add);
        page.onRequest(request -> asked.add(request.url()));
        page.navigate(site.gateway.adminUrl() + "/");
        return page;
    }

    private Page signedIn(Browser.NewContextOptions options, String user, String password) {
        Page page = open(options);
        page.locator("#open-login").click();
        page.locator("input[name=user]").fill(user);
        page.locator("input[name=secret]").fill(password);
        page.keyboard().press("Enter");
        assertThat(page.locator("#link")).hasClass("link live");
        return page;
    }

    private Page asAdmin(Browser.NewContextOptions options) {
        return signedIn(options, "root", LiveSite.ADMIN_PASSWORD);
    }

    private static void view(Page page, String name) {
        page.locator(".views a[href='#" + name + "']").click();
        assertThat(page.locator("#view-" + name)).isVisible();
    }

    private static Locator button(Locator in, String name) {
        return in.getByRole(
                AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    @Test
    void loadsWithoutAComplaintAndItsChartsMove() {
        Page page = asAdmin(desk());
        Locator requests = page.locator(".figure").first();
        assertThat(requests.locator("dt")).hasText("Requests");
        assertThat(requests.locator("dd")).hasText(Pattern.compile("(?!0/s)[0-9.]+/s"));
        String drawn = "() => document.querySelector('.plot canvas')?.toDataURL()";
        page.waitForFunction(drawn);
        Object before = page.evaluate(drawn);

        page.waitForFunction("before => document.querySelector('.plot canvas').toDataURL() !== before", before);

        assertThat(page.locator(".plot canvas")).hasCount(4);
        assertThat(page.locator("#view-overview")).containsText("gpt-4o-mini");
        for (String each : VIEWS) {
            view(page, each);
        }
        assertThat(complaints).isEmpty();
        assertThat(asked)
                .isNotEmpty()
                .allMatch(url -> url.startsWith(site.gateway.adminUrl()) || url.startsWith("data:"));
    }

    @Test
    void tellsOfCachesAndOfWhatTheyAnswered() {
        Page page = asAdmin(desk());
        Locator cache = page.locator("#view-overview tr", new Page.LocatorOptions().setHasText("exact"));

        assertThat(cache.locator("td[data-label='Hit rate']")).hasText(Pattern.compile("\\d{1,2}(\\.\\d+)? %"));
        assertThat(cache.locator("td[data-label='Look-ups']")).hasText(Pattern.compile("\\d,?\\d{0,3}"));
        view(page, "requests");
        assertThat(page.locator("li.exchange", new Page.LocatorOptions().setHasText("exact cache"))
                        .first())
                .containsText("kept answer");
        assertThat(complaints).isEmpty();
    }

    @Test
    void disablesAndRestoresAKey() throws IOException, InterruptedException {
        Page page = asAdmin(desk());
        view(page, "providers");
        Locator card = page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("openai"));
        button(card, "Manage keys of openai").click();
        Locator row = card.locator("tr", new Locator.LocatorOptions().setHasText("team-b"));

        button(row, "Disable team-b").click();

        assertThat(row).containsText("disabled: by operator");
        assertThat(card.locator(".words").first()).containsText("1 disabled");
        assertThat(site.keyState("openai", "team-b")).isEqualTo("disabled");

        button(row, "Restore team-b").click();

        assertThat(button(row, "Disable team-b")).isVisible();
        assertThat(site.keyState("openai", "team-b")).isEqualTo("active");
        assertThat(card.locator(".words").first()).hasText("Keys: 3 active");
        assertThat(complaints).isEmpty();
    }

    @Test
    void addsValidatesAndDeletesAKey() throws IOException, InterruptedException {
        Page page = asAdmin(desk());
        view(page, "providers");
        Locator card = page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("azure"));
        button(card, "Manage keys of azure").click();
        button(card, "Add a key").click();
        page.locator("dialog input[name=name]").fill("second");
        page.locator("dialog input[name=value]").fill("sk-second-0123456789");
        button(page.locator("dialog"), "Add").click();
        Locator row = card.locator("tr", new Locator.LocatorOptions().setHasText("second"));
        assertThat(row).containsText("sk-…6789");

        button(row, "Delete second").click();
        button(page.locator("dialog"), "Delete").click();

        assertThat(row).hasCount(0);
        assertThat(site.keyState("azure", "second")).contains("key_not_found");
    }

    @Test
    void makesATenantAndAUserAndGivesItCredits() {
        Page page = asAdmin(desk());
        view(page, "accounts");
        Locator accounts = page.locator("#view-accounts");
        button(accounts, "New tenant").click();
        page.locator("dialog input[name=id]").fill("initech");
        button(page.locator("dialog"), "Create").click();
        assertThat(accounts.locator("tr", new Locator.LocatorOptions().setHasText("initech")))
                .isVisible();
        button(accounts, "Users").click();
        button(accounts, "New user").click();
        page.locator("dialog input[name=id]").fill("peter");
        page.locator("dialog input[name=tenant]").fill("initech");
        button(page.locator("dialog"), "Create").click();
        button(accounts, "Credits peter").click();
        page.locator("dialog input[name=usd]").fill("12.5");
        button(page.locator("dialog"), "Top up").click();
        assertThat(page.locator("dialog")).isHidden();

        button(accounts, "Credits peter").click();

        assertThat(page.locator("dialog")).containsText("Balance: 12.50 USD");
        assertThat(complaints).isEmpty();
    }

    @Test
    void refusesManagementToAWrongRole() {
        Page page = signedIn(desk(), "prometheus", LiveSite.SCRAPE_PASSWORD);
        view(page, "providers");
        Locator card = page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("openai"));
        button(card, "Manage keys of openai").click();

        assertThat(card)
                .containsText("This needs the admin role. You are signed in as prometheus, whose role is scrape");
        assertThat(button(card, "Disable team-a")).hasCount(0);
        view(page, "accounts");
        assertThat(page.locator("#view-accounts")).containsText("This needs the admin role.");
        assertThat(complaints).isEmpty();
        // And who goes around the page is refused by the gateway.
        Object status = page.evaluate("""
                async () => {
                  const Authorization = sessionStorage.getItem('sluice.authorization');
                  const headers = { 'Content-Type': 'application/json', Authorization };
                  const path = '/api/v1/providers/openai/keys/team-a/disable';
                  return (await fetch(path, { method: 'POST', headers })).status;
                }
                """);
        assertThat(status).isEqualTo(403);
    }

    @Test
    void saysWhenALoginIsWrongAndForgetsItWhenToldTo() {
        Page page = open(desk());
        page.locator("#open-login").click();
        page.locator("input[name=user]").fill("root");
        page.locator("input[name=secret]").fill("guess");
        page.keyboard().press("Enter");
        assertThat(page.locator("dialog .problem")).hasText("This login is wrong.");
        page.locator("input[name=secret]").fill(LiveSite.ADMIN_PASSWORD);
        page.keyboard().press("Enter");
        assertThat(page.locator("#link")).hasClass("link live");
        page.reload();
        assertThat(page.locator("#link")).hasClass("link live");

        page.locator("#account").click();

        assertThat(page.locator("#closed")).isVisible();
        assertThat(page.evaluate("() => sessionStorage.length")).isEqualTo(0);
    }

    @Test
    void isUsedWithTheKeyboardAlone() {
        Page page = open(desk());
        assertThat(page.locator("#closed")).isVisible();
        page.keyboard().press("Tab");
        assertThat(page.locator(".skip")).isFocused();
        page.keyboard().press("Enter");
        assertThat(page.locator("#main")).isFocused();
        page.keyboard().press("Tab");
        assertThat(page.locator("#open-login")).isFocused();
        page.keyboard().press("Enter");
        assertThat(page.locator("input[name=user]")).isFocused();
        page.keyboard().press("Escape");
        assertThat(page.locator("dialog")).isHidden();
        assertThat(page.locator("#open-login")).isFocused();
        page.keyboard().press("Enter");
        page.keyboard().type("root");
        page.keyboard().press("Tab");
        page.keyboard().type(LiveSite.ADMIN_PASSWORD);
        page.keyboard().press("Enter");
        assertThat(page.locator("#link")).hasClass("link live");
        page.locator(".views a").first().focus();
        page.keyboard().press("Tab");
        page.keyboard().press("Enter");
        assertThat(page.locator("#view-providers")).isVisible();
        assertThat(page.locator(".views a[aria-current=page]")).hasText("Providers");
        assertThat((String) page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle"))
                .isEqualTo("solid");
        assertThat(complaints).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {360, 768})
    void fitsANarrowScreen(int width) {
        Page page = asAdmin(phone().setViewportSize(width, 740));
        for (String each : VIEWS) {
            view(page, each);
            if (each.equals("providers")) {
                button(page.locator("#view-providers"), "Manage keys of openai").click();
                assertThat(page.locator("#manage-openai table")).isVisible();
            }
            if (each.equals("requests")) {
                assertThat(page.locator("li.exchange").first()).isVisible();
            }
            assertThat((Integer) page.evaluate("() => document.documentElement.scrollWidth"))
                    .as(each)
                    .isLessThanOrEqualTo(width);
        }
    }

    @Test
    void isLightOrDarkAsTheSystemIsOrAsOneLikes() {
        Page page = open(desk().setColorScheme(ColorScheme.DARK));
        String ground = "() => getComputedStyle(document.documentElement).backgroundColor";
        assertThat(page.evaluate(ground)).isEqualTo("rgb(14, 18, 23)");

        page.locator("#theme").click();

        assertThat(page.locator("#theme")).hasText("Theme: light");
        assertThat(page.evaluate(ground)).isEqualTo("rgb(245, 246, 248)");
    }

    @Test
    void holdsStillForThoseWhoWantThat() {
        Page page = asAdmin(desk().setReducedMotion(ReducedMotion.REDUCE));

        assertThat((String) page.evaluate("() => getComputedStyle(document.querySelector('.dot')).animationName"))
                .isEqualTo("none");
    }

    /** With {@code -Dupdate-docs=true} the pictures of the documentation are taken. */
    @Test
    void looksAsInItsPictures() throws IOException {
        Path to = Boolean.getBoolean("update-docs") ? Files.createDirectories(IMAGES) : folder;
        Page page = asAdmin(desk());
        page.waitForFunction(
                "() => performance.now() > 45000",
                null,
                new Page.WaitForFunctionOptions().setTimeout(2 * MINUTE_MILLIS));
        shot(page, to.resolve("live-page-light.png"), true);
        view(page, "requests");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        assertThat(page.locator("li.exchange")).hasCount(50);
        shot(page, to.resolve("live-page-dark.png"), false);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        page.setViewportSize(360, 740);
        view(page, "overview");
        shot(page, to.resolve("live-page-phone.png"), false);
    }

    private static void shot(Page page, Path to, boolean whole) throws IOException {
        await().until(() -> (Boolean) page.evaluate("() => document.fonts.status === 'loaded'"));
        page.screenshot(new Page.ScreenshotOptions().setPath(to).setFullPage(whole));
        assertThat(Files.size(to)).isLessThan(MOST_IMAGE_BYTES);
    }
}
