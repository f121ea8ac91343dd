package dev.sluice.metrics.admin;

import static dev.sluice.metrics.admin.AdminFixture.ADMIN;
import static dev.sluice.metrics.admin.AdminFixture.JSON;
import static dev.sluice.metrics.admin.AdminFixture.SCRAPER;
import static dev.sluice.metrics.admin.AdminFixture.TOKEN;
import static dev.sluice.metrics.admin.AdminFixture.USERS;
import static dev.sluice.metrics.admin.AdminFixture.basic;
import static dev.sluice.metrics.admin.AdminFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.config.AdminSettings;
import dev.sluice.core.config.AdminSettings.Role;
import dev.sluice.core.config.AdminSettings.User;
import dev.sluice.metrics.admin.RawHttp.Reply;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminAccessTest {

    @Test
    void asksForALoginAsSoonAsThereAreUsers() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            Reply anonymous = admin.http.get("/metrics");

            assertThat(anonymous.status()).isEqualTo(401);
            assertThat(anonymous.header("WWW-Authenticate")).contains("Basic").contains("Bearer");
            assertThat(admin.http.get("/api/v1/live").status()).isEqualTo(401);
            assertThat(admin.http.get("/-/healthy").status()).isEqualTo(200);
            for (String login : List.of(SCRAPER, ADMIN, TOKEN)) {
                assertThat(admin.http.get("/metrics/m7", login).status()).isEqualTo(200);
                assertThat(admin.http.get("/metrics/m7", login).status())
                        .as("again")
                        .isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic cHJvbWV0aGV1czp3cm9uZw==",
                "Basic bm9ib2R5OnNjcmFwZS1tZQ==",
                "Basic !!!",
                "Basic bm9jb2xvbg==",
                "Basic",
                "Bearer",
                "Bearer scrape-me",
                "Digest x",
                ""
            })
    void refusesAnyOtherLogin(String authorization) throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            assertThat(admin.http
                            .get("/metrics", "Authorization: " + authorization)
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void letsOnlyAdminsReload() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            assertThat(admin.http.post("/-/reload", "{}", JSON).status()).isEqualTo(401);
            assertThat(admin.http.post("/-/reload", "{}", JSON, SCRAPER).status())
                    .isEqualTo(403);
            assertThat(admin.http.post("/-/reload", "{}", JSON, TOKEN).status()).isEqualTo(403);
            assertThat(admin.reloads).hasValue(0);
            Reply done = admin.http.post("/-/reload", "{}", JSON, ADMIN);

            assertThat(done.status()).isEqualTo(200);
            assertThat(done.text()).isEqualTo("{\"version\":1}");
        }
    }

    @Test
    void listsTheProblemsOfARefusedReload() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            admin.onReload = () -> new ReloadOutcome.Refused(List.of(
                    new ReloadOutcome.Problem("providers[0].name", "is \"missing\"\n"),
                    new ReloadOutcome.Problem("server", "unknown")));
            Reply reply = admin.http.post("/-/reload", "", JSON, ADMIN);

            assertThat(reply.status()).isEqualTo(422);
            assertThat(reply.text())
                    .contains("\"code\":\"invalid_configuration\"")
                    .contains("{\"path\":\"providers[0].name\",\"message\":\"is \\\"missing\\\"\\n\"}")
                    .contains("{\"path\":\"server\",\"message\":\"unknown\"}");
        }
    }

    @Test
    void saysHowToGetAnAdminWhenThereIsNone() throws IOException {
        try (AdminFixture admin = AdminFixture.open()) {
            Reply reply = admin.http.post("/-/reload", "{}", JSON);

            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.text()).contains("admin.users");
            assertThat(admin.reloads).hasValue(0);
        }
    }

    @Test
    void takesAOneTimePasswordWhileThereAreNoUsers() throws IOException {
        AdminServer.Options options = AdminServer.Options.withOneTimePassword("once");
        try (AdminFixture admin = new AdminFixture(settings(List.of(), List.of()), options)) {
            assertThat(admin.http.get("/metrics/m7").status()).isEqualTo(200);
            assertThat(admin.http.post("/-/reload", "{}", JSON).status()).isEqualTo(401);
            assertThat(admin.http
                            .post("/-/reload", "{}", JSON, basic("admin", "twice"))
                            .status())
                    .isEqualTo(401);
            assertThat(admin.http
                            .post("/-/reload", "{}", JSON, basic("admin", "once"))
                            .status())
                    .isEqualTo(200);
            assertThat(admin.http
                            .post("/-/reload", "{}", JSON, "Authorization: Bearer once")
                            .status())
                    .isEqualTo(200);

            admin.server.apply(settings(USERS, List.of()));
            assertThat(admin.http
                            .post("/-/reload", "{}", JSON, basic("admin", "once"))
                            .status())
                    .isEqualTo(401);
            assertThat(admin.http.post("/-/reload", "{}", JSON, ADMIN).status()).isEqualTo(200);
        }
    }

    @Test
    void refusesChangesFromPagesAndForms() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            String port = Integer.toString(admin.server.port());
            String host = "Host: localhost:" + port;

            assertThat(admin.http.post("/-/reload", "{}", ADMIN).status()).isEqualTo(415);
            assertThat(admin.http
                            .post("/-/reload", "a=b", ADMIN, "Content-Type: text/plain")
                            .status())
                    .isEqualTo(415);
            assertThat(admin.http
                            .post("/-/reload", "{}", ADMIN, JSON, host, "Origin: http://evil.example")
                            .status())
                    .isEqualTo(403);
            assertThat(admin.http
                            .post("/-/reload", "{}", ADMIN, JSON, host, "Origin: null")
                            .status())
                    .isEqualTo(403);
            assertThat(admin.reloads).hasValue(0);
            assertThat(admin.http
                            .post("/-/reload", "{}", ADMIN, JSON, host, "Origin: http://localhost:" + port)
                            .status())
                    .isEqualTo(200);
            assertThat(admin.http
                            .post("/-/reload", "{}", ADMIN, "Content-Type: application/json; charset=utf-8")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void refusesABodyOfMoreThanAMebibyte() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            String fits = "x".repeat(Route.USUAL_BODY);

            assertThat(admin.http.post("/-/reload", fits, JSON, ADMIN).status()).isEqualTo(200);
            assertThat(admin.http.post("/-/reload", fits + "x", JSON, ADMIN).status())
                    .isEqualTo(413);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:9464",
                "LOCALHOST",
                "127.0.0.1:1",
                "127.1.2.3",
                "[::1]:9464",
                "metrics.example"
            })
    void answersToItsNames(String host) throws IOException {
        try (AdminFixture admin = AdminFixture.open()) {
            assertThat(admin.http.get("/-/healthy", "Host: " + host).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "metrics.example.evil.example",
                "10.0.0.1",
                "localhost@evil.example",
                "a b",
                "2130706433",
                ""
            })
    void doesNotAnswerToOtherNames(String host) throws IOException {
        try (AdminFixture admin = AdminFixture.open()) {
            for (String path : List.of("/-/healthy", "/metrics", "/nothing")) {
                assertThat(admin.http.get(path, "Host: " + host).status())
                        .as(path)
                        .isEqualTo(403);
            }
        }
    }

    @Test
    void doesNotAnswerWithoutANameOrWithTwo() throws IOException {
        try (AdminFixture admin = AdminFixture.open()) {
            assertThat(admin.http.raw("GET /-/healthy HTTP/1.0\r\n\r\n").status())
                    .isEqualTo(403);
            assertThat(admin.http
                            .get("/-/healthy", "Host: localhost", "Host: evil.example")
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void letsInOnlyPeersInTheAllowedRanges() throws IOException {
        try (AdminFixture admin = new AdminFixture(settings(USERS, List.of("10.0.0.0/8", "::1/128")))) {
            assertThat(admin.http.get("/-/healthy").status()).isEqualTo(403);
            assertThat(admin.http.get("/metrics", SCRAPER).status()).isEqualTo(403);
            admin.server.apply(settings(USERS, List.of("10.0.0.0/8", "127.0.0.0/8")));

            assertThat(admin.http.get("/metrics/m7", SCRAPER).status()).isEqualTo(200);
        }
    }

    @Test
    void forgetsLoginsThatAReloadTookAway() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            assertThat(admin.http.get("/metrics/m7", SCRAPER).status()).isEqualTo(200);
            admin.server.apply(settings(USERS.subList(1, 3), List.of()));

            assertThat(admin.http.get("/metrics/m7", SCRAPER).status()).isEqualTo(401);
        }
    }

    @Test
    void keepsItsRulesWhenNewOnesWouldOpenItOrCannotBeRead() throws IOException {
        AdminSettings world = new AdminSettings(
                new InetSocketAddress("0.0.0.0", 0), List.of(), List.of(), List.of(), false, null, List.of());
        User broken = new User("broken", Role.ADMIN, "pbkdf2$x", null);
        try (AdminFixture admin = AdminFixture.withUsers()) {
            for (AdminSettings bad :
                    List.of(world, settings(List.of(broken), List.of()), settings(USERS, List.of("300.0.0.0/8")))) {
                assertThatThrownBy(() -> admin.server.apply(bad)).isInstanceOf(IllegalArgumentException.class);
            }
            assertThat(admin.http.get("/metrics/m7").status()).isEqualTo(401);
            assertThat(admin.http.get("/metrics/m7", SCRAPER).status()).isEqualTo(200);
        }
    }

    @Test
    void makesAPeerWaitAfterTooManyWrongLoginsButNotThoseItKnows() throws IOException {
        AtomicLong now = new AtomicLong();
        AdminServer.Options options =
                new AdminServer.Options(null, now::get, AdminServer.Options.NONE.certificateChecks());
        try (AdminFixture admin = new AdminFixture(settings(USERS, List.of()), options)) {
            assertThat(admin.http.get("/metrics/m7", SCRAPER).status()).isEqualTo(200);
            for (int i = 0; i < FailureLimit.FAILURES; i++) {
                assertThat(admin.http
                                .get("/metrics", basic("root", "guess-" + i))
                                .status())
                        .isEqualTo(401);
            }
            Reply blocked = admin.http.get("/metrics", basic("root", "rule-me"));

            assertThat(blocked.status()).isEqualTo(429);
            assertThat(blocked.header("Retry-After")).isEqualTo("60");
            assertThat(admin.http.get("/metrics/m7", SCRAPER).status()).isEqualTo(200);
            now.addAndGet(TimeUnit.SECONDS.toNanos(60));
            assertThat(admin.http.get("/metrics/m7", ADMIN).status()).isEqualTo(200);
        }
    }
}
