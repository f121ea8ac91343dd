package dev.sluice.loads.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class KeyCountsTest {

    private static final String EARLIER = """
            {"requests":3,"keys":{
              "a":{"requests":3,"in_flight":0,"answered":2,"refused":1,"abandoned":0,"statuses":{"200":2,"429":1}},
              "none":{"requests":0,"answered":0,"abandoned":0,"statuses":{}}},"last":null}
            """;
    private static final String LATER = """
            {"requests":9,"keys":{
              "a":{"requests":8,"in_flight":0,"answered":6,"refused":1,"abandoned":1,"statuses":{"200":7,"429":1}},
              "b":{"requests":1,"answered":0,"abandoned":0,"statuses":{"401":1}},
              "none":{"requests":0,"answered":0,"abandoned":0,"statuses":{}}},"last":null}
            """;

    @Test
    void readsWhatTheProviderShowsOfEachKey() throws IOException {
        assertThat(KeyCounts.parse(EARLIER))
                .isEqualTo(Map.of("a", new KeyCounts(3, 2, 0, Map.of(200, 2L, 429, 1L)), "none", KeyCounts.NONE));
    }

    @Test
    void tellsWhatWasCountedBetweenTwoLooks() throws IOException {
        assertThat(KeyCounts.between(KeyCounts.parse(EARLIER), KeyCounts.parse(LATER)))
                .isEqualTo(Map.of(
                        "a",
                        new KeyCounts(5, 4, 1, Map.of(200, 5L)),
                        "b",
                        new KeyCounts(1, 0, 0, Map.of(401, 1L)),
                        "none",
                        KeyCounts.NONE));
    }
}
