package dev.sluice.metrics.admin;

import static dev.sluice.metrics.admin.AdminFixture.ADMIN;
import static dev.sluice.metrics.admin.AdminFixture.JSON;
import static dev.sluice.metrics.admin.AdminFixture.SCRAPER;
import static dev.sluice.metrics.admin.AdminFixture.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.request.Endpoint;
import dev.sluice.metrics.admin.RawHttp.Reply;
import dev.sluice.metrics.instrument.Exchanges;
import dev.sluice.metrics.live.LiveFeed;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the live page asks for: who has logged in, and the stream of what happens. */
@Execution(ExecutionMode.CONCURRENT)
final class LiveApiTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static JsonNode data(EventReader.Event event) throws IOException {
        return new JsonMapper().readTree(event.data());
    }

    @Test
    void tellsAllAtOnceAndThenEachSecond() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers();
                EventReader events = EventReader.open(admin.http, SCRAPER)) {
            EventReader.Event first = events.next();
            EventReader.Event second = events.next();
            EventReader.Event third = events.next();

            assertThat(events.head).contains("200 OK").containsIgnoringCase("Content-Type: text/event-stream");
            assertThat(List.of(first.name(), second.name(), third.name()))
                    .containsExactly("snapshot", "second", "second");
            assertThat(data(first).at("/providers/0/name").asText()).isEqualTo("azure");
            assertThat(data(first).at("/providers/0/breakers/open").asInt()).isEqualTo(1);
            assertThat(data(first).at("/providers/1/keys/active").asInt()).isEqualTo(1);
            assertThat(data(first).at("/errors").findValuesAsText("name"))
                    .contains("provider_upstream_cut", "caller_invalid_api_key");
            assertThat(data(first).at("/cache").findValuesAsText("cache")).containsExactly("exact", "semantic");
            assertThat(data(third).get("at").asLong())
                    .isGreaterThan(data(second).get("at").asLong());
        }
    }

    @Test
    void tellsOfWhatHappensInBetween() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            LoopListener counted = admin.site.metrics.onLoop(0);
            LoopListener shown = admin.site.recent.onLoop(0);
            int model = admin.site.identities.models().number("gpt-4o");
            int provider = admin.site.identities.providers().number("openai");
            shown.requestEnded(Exchanges.unary(Endpoint.EMBEDDINGS, provider, model));
            try (EventReader events = EventReader.open(admin.http, SCRAPER)) {
                JsonNode first = data(events.next());
                for (int i = 0; i < 50; i++) {
                    counted.requestEnded(Exchanges.stream(provider, model, null));
                }
                shown.requestEnded(Exchanges.stream(provider, model, null));
                List<JsonNode> seconds = new ArrayList<>();
                await().atMost(MINUTE).until(() -> {
                    seconds.add(data(events.next()));
                    return seconds.stream()
                            .anyMatch(each -> !each.get("exchanges").isEmpty());
                });
                JsonNode last = seconds.get(seconds.size() - 1);

                assertThat(first.get("exchanges")).hasSize(1);
                assertThat(first.at("/exchanges/0/endpoint").asText()).isEqualTo("/v1/embeddings");
                assertThat(last.get("exchanges")).hasSize(1);
                assertThat(last.at("/exchanges/0/model").asText()).isEqualTo("gpt-4o");
                assertThat(last.at("/exchanges/0/phases").findValuesAsText("name"))
                        .containsExactly("gateway", "queue", "provider", "output");
                assertThat(seconds)
                        .anySatisfy(each -> assertThat(
                                        each.at("/traffic/requests_per_second").asDouble())
                                .isPositive());
                assertThat(last.at("/first_token_seconds/p95").asDouble()).isBetween(0.25, 0.5);
                assertThat(last.at("/traffic/requests").asLong()
                                - first.at("/traffic/requests").asLong())
                        .isEqualTo(50);
            }
        }
    }

    @Test
    void tellsNothingOfAddressesAndKeys() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            admin.site.recent.onLoop(0).requestEnded(Exchanges.unary(Endpoint.CHAT_COMPLETIONS, 2, 2));
            try (EventReader events = EventReader.open(admin.http, ADMIN)) {
                assertThat(events.next().data()).doesNotContain("127.0.0.1").doesNotContain("sk-");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCRAPER", "ADMIN", "TOKEN"})
    void isForEverybodyWhoMayScrape(String login) throws IOException {
        String header = switch (login) {
            case "SCRAPER" -> SCRAPER;
            case "ADMIN" -> ADMIN;
            default -> TOKEN;
        };
        try (AdminFixture admin = AdminFixture.withUsers();
                EventReader events = EventReader.open(admin.http, header)) {
            assertThat(events.next().name()).isEqualTo("snapshot");
        }
    }

    @Test
    void isNotForStrangers() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            assertThat(admin.http.get("/api/v1/live").status()).isEqualTo(401);
            assertThat(admin.http
                            .get("/api/v1/live", AdminFixture.basic("root", "wrong"))
                            .status())
                    .isEqualTo(401);
            assertThat(admin.http
                            .get("/api/v1/live", ADMIN, "Host: evil.example")
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void hasPlaceForSoManyListenersAndTellsTheNextToComeAgain() throws IOException {
        List<EventReader> all = new ArrayList<>();
        try (AdminFixture admin = AdminFixture.open()) {
            for (int i = 0; i < LiveFeed.MOST_LISTENERS; i++) {
                all.add(EventReader.open(admin.http));
                all.get(i).next();
            }
            Reply refused = admin.http.get("/api/v1/live");
            // The others are served as before, and so is everything else.
            for (EventReader each : all) {
                assertThat(each.next().name()).isEqualTo("second");
            }

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isNotEmpty();
            assertThat(refused.json().at("/error/code").asText()).isEqualTo("busy");
            assertThat(admin.http.get("/metrics/m7").status()).isEqualTo(200);

            all.remove(0).close();
            await().atMost(MINUTE).until(() -> {
                try (EventReader another = EventReader.open(admin.http)) {
                    return another.status() == 200;
                }
            });
        } finally {
            for (EventReader each : all) {
                each.close();
            }
        }
    }

    @Test
    void endsWithThePort() throws IOException {
        AdminFixture admin = AdminFixture.open();
        try (EventReader events = EventReader.open(admin.http)) {
            events.next();
            admin.close();

            assertThat(endOf(events)).isTrue();
        } finally {
            admin.close();
        }
    }

    private static boolean endOf(EventReader events) throws IOException {
        try {
            while (events.nextIfAny() != null) {
                continue;
            }
            return true;
        } catch (SocketException e) {
            return true;
        }
    }

    @Test
    void tellsWhoHasLoggedIn() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            JsonNode nobody = admin.http.get("/api/v1/login").json();
            JsonNode scraper = admin.http.get("/api/v1/login", SCRAPER).json();
            JsonNode token = admin.http.get("/api/v1/login", TOKEN).json();
            JsonNode root = admin.http.get("/api/v1/login", ADMIN).json();

            assertThat(nobody.toString()).isEqualTo("{\"name\":null,\"role\":null,\"needed\":true,\"possible\":true}");
            assertThat(scraper.toString())
                    .isEqualTo("{\"name\":\"prometheus\",\"role\":\"scrape\",\"needed\":true,\"possible\":true}");
            assertThat(token.at("/name").asText()).isEqualTo("token");
            assertThat(root.at("/role").asText()).isEqualTo("admin");
        }
    }

    @Test
    void refusesAWrongLoginAsEverywhere() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            String wrong = AdminFixture.basic("root", "guess");

            assertThat(admin.http.get("/api/v1/login", wrong).status()).isEqualTo(401);
            await().atMost(MINUTE)
                    .until(() -> admin.http.get("/api/v1/login", wrong).status() == 429);
        }
    }

    @Test
    void tellsWhereThereIsNobodyToLogInAs() throws IOException {
        try (AdminFixture admin = AdminFixture.open()) {
            assertThat(admin.http.get("/api/v1/login", ADMIN).text())
                    .isEqualTo("{\"name\":null,\"role\":null,\"needed\":false,\"possible\":false}");
        }
    }

    @Test
    void refusesToLetAScraperChangeAnything() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            Reply reply = admin.http.post("/api/v1/providers/openai/keys/team-a/disable", "", SCRAPER, JSON);

            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.json().at("/error/message").asText()).isEqualTo("this needs the admin role");
            assertThat(admin.get("/api/v1/providers/openai/keys/team-a")
                            .json()
                            .at("/state")
                            .asText())
                    .isEqualTo("active");
        }
    }
}
