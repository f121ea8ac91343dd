package dev.sluice.metrics.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorClassTest {

    @Test
    void hasTheClassesThatAreDocumented() throws IOException {
        assertThat(Arrays.asList(Ending.errorClasses()).subList(1, Ending.errorClasses().length))
                .containsExactlyElementsOf(documented());
    }

    private static List<String> documented() throws IOException {
        List<String> values = new ArrayList<>();
        try (InputStream contract = ErrorClassTest.class.getResourceAsStream("/contract.json")) {
            for (JsonNode metric : new ObjectMapper().readTree(contract)) {
                if (metric.path("name").asText().equals("modelgate_provider_errors_total")) {
                    metric.path("label_values").path("error_type").forEach(value -> values.add(value.asText()));
                }
            }
        }
        return values;
    }
}
