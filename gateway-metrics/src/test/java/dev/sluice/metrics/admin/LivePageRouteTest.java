package dev.sluice.metrics.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.metrics.admin.RawHttp.Reply;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class LivePageRouteTest {

    @Test
    void servesThePageToWhomItIsToAskForALogin() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            Reply reply = admin.http.get("/");

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
            assertThat(reply.header("Content-Security-Policy")).contains("default-src 'none'");
            assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(reply.text())
                    .startsWith("<!doctype html>")
                    .contains("/metrics")
                    .contains("/-/ready");
        }
    }

    @Test
    void servesItUnderItsOwnNamesOnly() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            assertThat(admin.http.get("/", "Host: evil.example").status()).isEqualTo(403);
            assertThat(admin.http.post("/", "", AdminFixture.JSON).status()).isEqualTo(405);
            assertThat(admin.http.get("/index.html").status()).isEqualTo(404);
        }
    }
}
