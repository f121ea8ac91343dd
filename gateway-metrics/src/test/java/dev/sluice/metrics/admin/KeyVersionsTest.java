package dev.sluice.metrics.admin;

import static dev.sluice.metrics.admin.AdminFixture.ADMIN;
import static dev.sluice.metrics.admin.AdminFixture.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.provider.KeyState;
import dev.sluice.metrics.admin.RawHttp.Reply;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two operators who change one provider's key. */
final class KeyVersionsTest {

    private static final String KEYS = "/api/v1/providers/openai/keys";
    private static final String NEW = "{\"keys\":[{\"name\":\"new\",\"value\":\"sk-fedcba9876543210\"}]}";

    @Test
    void changesAKeyOnlyInTheVersionThatTheCallerHasSeen() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            admin.post(KEYS, NEW);
            String first = admin.get(KEYS + "/new").header("ETag");
            Reply disabled = send(admin, "POST", "/new/disable", first);
            assertThat(disabled.status()).isEqualTo(200);
            assertThat(disabled.header("ETag"))
                    .isNotEqualTo(first)
                    .isEqualTo(admin.get(KEYS + "/new").header("ETag"));
            assertThat(disabled.header("ETag"))
                    .isEqualTo("\"" + disabled.json().at("/key/version").asLong() + "\"");

            for (String stale : List.of(first, "W/" + disabled.header("ETag"), "\"x\"", "nonsense")) {
                assertThat(send(admin, "POST", "/new/restore", stale).status())
                        .as(stale)
                        .isEqualTo(412);
                assertThat(send(admin, "DELETE", "/new", stale).status())
                        .as(stale)
                        .isEqualTo(412);
            }
            assertThat(admin.estate.key("openai", "new").state()).isEqualTo(KeyState.DISABLED);
            assertThat(send(admin, "POST", "/new/restore", "*").status()).isEqualTo(200);
            assertThat(send(admin, "DELETE", "/new", admin.get(KEYS + "/new").header("ETag"))
                            .status())
                    .isEqualTo(200);
            admin.post(KEYS, NEW);
            assertThat(send(admin, "DELETE", "/new", first).status())
                    .as("another of its name")
                    .isEqualTo(412);
        }
    }

    private static Reply send(AdminFixture admin, String method, String path, String tag) throws IOException {
        return admin.http.send(method, KEYS + path, "", ADMIN, JSON, "If-Match: " + tag);
    }
}
