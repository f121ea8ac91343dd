package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Embeddings of a provider that speaks Gemini. */
final class TranslatedEmbeddingsTest {

    @ParameterizedTest
    @CsvSource({"float, '[1.0,0.5]'", "base64, '\"AACAPwAAAD8=\"'"})
    void areWrittenAsTheClientAskedForThem(String format, String vector) throws IOException {
        String answer = "{\"embeddings\":[{\"values\":[1.0,0.5]}]}";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Said.ok(answer));
                TestGateway gateway = TestGateway.start("""
                        providers:
                          - name: g
                            dialect: gemini
                            base_url: "http://127.0.0.1:%d"
                            keys: [ { name: k, value: sk-upstream } ]
                        models: [ { name: m, targets: [ { provider: g } ] } ]
                        """.formatted(upstream.port()));
                RawClient client = new RawClient(gateway.port())) {
            String asked = "{\"model\":\"m\",\"input\":\"hi\",\"encoding_format\":\"" + format + "\"}";
            JsonNode told = new ObjectMapper()
                    .readTree(client.send(RawClient.post("/v1/embeddings", asked))
                            .answer()
                            .body());

            assertThat(told.at("/data/0/embedding").toString()).isEqualTo(vector);
            assertThat(upstream.requests().get(0).head()).startsWith("POST /v1beta/models/m:batchEmbedContents ");
        }
    }
}
