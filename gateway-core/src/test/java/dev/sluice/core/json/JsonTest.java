package dev.sluice.core.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void readsTextsAsLongAsImagesAre() throws IOException {
        int length = 21_000_000;
        try (JsonParser in = Json.FACTORY.createParser(("\"" + "A".repeat(length) + "\"").getBytes(US_ASCII))) {
            in.nextToken();
            assertThat(in.getTextLength()).isEqualTo(length);
        }
    }
}
