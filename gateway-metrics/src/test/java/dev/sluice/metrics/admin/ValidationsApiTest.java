package dev.sluice.metrics.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.observe.ValidationResult;
import dev.sluice.core.provider.KeyRing.Outcome;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.metrics.admin.RawHttp.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ValidationsApiTest {

    private static final String KEYS = "/api/v1/providers/openai/keys";

    @Test
    void validatesAllKeysAndTellsHowFarItIs() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            CompletableFuture<ValidationResult> a = new CompletableFuture<>();
            CompletableFuture<ValidationResult> b = new CompletableFuture<>();
            admin.estate.probe.answers = key -> key.equals("team-a") ? a : b;
            Reply started = admin.post(KEYS + "/validate", "{}");
            String location = started.header("Location");
            a.complete(ValidationResult.VALID);
            JsonNode half = admin.get(location).json();
            Reply second = admin.post(KEYS + "/validate", "");
            b.complete(ValidationResult.INVALID);
            JsonNode whole = admin.get(location).json();

            assertThat(started.status()).isEqualTo(202);
            assertThat(location)
                    .isEqualTo("/api/v1/tasks/" + started.json().get("id").asText());
            assertThat(half.get("state").asText()).isEqualTo("running");
            assertThat(half.get("done").asInt()).isEqualTo(1);
            assertThat(second.status()).isEqualTo(409);
            assertThat(second.json().at("/error/code").asText()).isEqualTo("task_in_progress");
            assertThat(whole.toString())
                    .endsWith("\"provider\":\"openai\",\"state\":\"done\",\"total\":2,\"done\":2,\"valid\":1,"
                            + "\"invalid\":1,\"error\":0}");
            assertThat(admin.estate.validated).containsExactly(ValidationResult.VALID, ValidationResult.INVALID);
        }
    }

    @Test
    void validatesOnlyInvalidKeysAndRestoresThem() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            ProviderKey first =
                    Objects.requireNonNull(admin.estate.ring("openai").select(0, List.of()));
            admin.estate.ring("openai").ended(first, Outcome.REJECTED, -1);
            assertThat(first.state()).isEqualTo(KeyState.INVALID);
            Reply started = admin.post(KEYS + "/validate", "{\"only\":\"invalid\"}");

            assertThat(started.json().get("total").asInt()).isEqualTo(1);
            assertThat(first.state()).isEqualTo(KeyState.ACTIVE);
        }
    }

    @Test
    void validatesOneKey() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            Reply started = admin.post(KEYS + "/team-b/validate", "{}");

            assertThat(started.status()).isEqualTo(202);
            assertThat(started.json().get("valid").asInt()).isEqualTo(1);
        }
    }

    @Test
    void refusesWhatItDoesNotKnow() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            Reply only = admin.post(KEYS + "/validate", "{\"only\":\"valid\"}");
            Reply nothing = admin.post(KEYS + "/validate", "{\"only\":null}");

            assertThat(only.status()).isEqualTo(400);
            assertThat(only.json().at("/error/field").asText()).isEqualTo("only");
            assertThat(nothing.status()).isEqualTo(400);
            assertThat(nothing.json().at("/error/field").asText()).isEqualTo("only");
            assertThat(admin.get("/api/v1/tasks/none").json().at("/error/code").asText())
                    .isEqualTo("task_not_found");
            assertThat(admin.post("/api/v1/providers/all/keys/validate", "").status())
                    .isEqualTo(409);
        }
    }
}
