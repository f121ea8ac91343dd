package dev.sluice.core.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.json.Json;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtrasTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":[1,{\"b\":null}],\"c\":\"\\\"\\\\ü\",\"d\":true}",
                "[1e400,-0.0,0.1000000000000000000001,123456789012345678901234567890,1E-7]",
                "\"text\"",
                "1.50",
                "false",
                "{}",
            })
    void keepsTheTextOfAValue(String json) throws IOException {
        try (JsonParser in = Json.FACTORY.createParser("[" + json + ",7]")) {
            in.nextToken();
            in.nextToken();

            assertThat(Extras.text(in)).isEqualTo(json);
            assertThat(in.nextToken()).isEqualTo(JsonToken.VALUE_NUMBER_INT);
            assertThat(in.getIntValue()).isEqualTo(7);
        }
    }

    @Test
    void hasNoTextOfAValueThatBreaksOff() throws IOException {
        try (JsonParser in = Json.FACTORY.createParser("{\"a\":[1")) {
            in.nextToken();

            assertThatThrownBy(() -> Extras.text(in)).isInstanceOf(IOException.class);
        }
    }
}
