package dev.sluice.metrics.admin;

import static dev.sluice.metrics.admin.AdminFixture.settings;
import static dev.sluice.metrics.admin.AdminFixture.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.config.AdminSettings;
import dev.sluice.core.config.AdminSettings.Alias;
import dev.sluice.core.config.AdminSettings.User;
import dev.sluice.metrics.admin.RawHttp.Reply;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ports where other programs had their metrics. */
class AliasesTest {

    static Alias alias(int port, String path, @Nullable String vocabulary) {
        return new Alias(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), path, vocabulary, false);
    }

    private static AdminFixture open(List<User> users, List<String> allow, Alias... aliases) throws IOException {
        return new AdminFixture(with(settings(users, allow), List.of(aliases)));
    }

    private static RawHttp http(AdminFixture admin, int alias) {
        return new RawHttp(admin.server.aliasPorts().get(alias));
    }

    @Test
    void showsEachVocabularyWhereItsProgramHadIt() throws IOException {
        try (AdminFixture admin = open(
                List.of(),
                List.of(),
                alias(0, "/metrics", "gpt-load"),
                alias(0, "/api/metrics/prometheus", "realmultillm"),
                alias(0, "/metrics", null))) {
            assertThat(http(admin, 0).get("/metrics").text())
                    .contains("gpt_load_proxy_requests_total{")
                    .doesNotContain("sluice_operations_total{");
            assertThat(http(admin, 1).get("/api/metrics/prometheus").text()).contains("llm_tokens_total{");
            assertThat(http(admin, 2).get("/metrics").text())
                    .contains("gpt_load_proxy_requests_total{", "sluice_operations_total{");
            assertThat(http(admin, 2).get("/metrics?vocabulary=m7").text()).doesNotContain("sluice_operations_total{");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/metricsfoo", "/metrics/", "/metrics/m7", "/-/healthy", "/-/reload", "/api/v1/providers"})
    void hasNothingButItsPath(String path) throws IOException {
        try (AdminFixture admin = open(AdminFixture.USERS, List.of(), alias(0, "/metrics", "gpt-load"))) {
            assertThat(http(admin, 0).get(path, AdminFixture.ADMIN).status()).isEqualTo(404);
            assertThat(http(admin, 0).post("/metrics", "{}", AdminFixture.ADMIN).status())
                    .isEqualTo(405);
        }
    }

    @Test
    void hasTheRulesOfTheAdminPort() throws IOException {
        Alias alias = alias(0, "/metrics", "gpt-load");
        try (AdminFixture withUsers = open(AdminFixture.USERS, List.of(), alias);
                AdminFixture elsewhere = open(List.of(), List.of("192.0.2.0/24"), alias)) {
            assertThat(http(withUsers, 0).get("/metrics").status()).isEqualTo(401);
            assertThat(http(withUsers, 0).get("/metrics", AdminFixture.SCRAPER).status())
                    .isEqualTo(200);
            assertThat(http(withUsers, 0)
                            .get("/metrics", AdminFixture.SCRAPER, "Host: rebound.example")
                            .status())
                    .isEqualTo(403);
            assertThat(http(elsewhere, 0).get("/metrics").status()).isEqualTo(403);

            withUsers.server.apply(settings(List.of(), List.of()));
            assertThat(http(withUsers, 0).get("/metrics").status()).isEqualTo(200);
        }
    }

    @Test
    void sharesAPortWithAliasesOfOtherPaths() throws IOException {
        try (AdminFixture admin = withTwoAliasesOnOnePort()) {
            int port = admin.server.aliasPorts().get(0);
            Reply one = http(admin, 0).get("/metrics");
            Reply other = http(admin, 1).get("/api/metrics/prometheus");

            assertThat(admin.server.aliasPorts()).containsExactly(port, port);
            assertThat(one.text()).contains("llm_tokens_total{");
            assertThat(other.text()).contains("llm_tokens_total{");
        }
    }

    /** Another program may take the port before it is listened to: then it is tried with another one. */
    private static AdminFixture withTwoAliasesOnOnePort() throws IOException {
        for (int attempt = 0; ; attempt++) {
            int free = freePort();
            try {
                return open(
                        List.of(),
                        List.of(),
                        alias(free, "/metrics", "realmultillm"),
                        alias(free, "/api/metrics/prometheus", "realmultillm"));
            } catch (IOException e) {
                assertThat(e).hasCauseInstanceOf(BindException.class);
                assertThat(attempt).as(e.getMessage()).isLessThan(4);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void takesNoPortWhenOneCannotBeHad() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> open(List.of(), List.of(), alias(taken.getLocalPort(), "/metrics", "m7"))
                            .close())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(":" + taken.getLocalPort() + " (admin-alias port)");
        }
    }

    @Test
    void refusesToListenToTheWorldWithoutUsers() {
        Alias world = new Alias(new InetSocketAddress("0.0.0.0", 0), "/metrics", "m7", false);
        AdminSettings open = with(settings(List.of(), List.of()), List.of(world));

        assertThat(AdminServer.problem(open))
                .hasValueSatisfying(
                        problem -> assertThat(problem).startsWith("admin.aliases: 0.0.0.0 is not a loopback address"));
        assertThat(AdminServer.problem(with(settings(AdminFixture.USERS, List.of()), List.of(world))))
                .isEmpty();
    }
}
