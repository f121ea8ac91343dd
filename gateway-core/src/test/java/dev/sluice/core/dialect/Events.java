package dev.sluice.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.dialect.StreamReader.Kind;
import dev.sluice.core.request.Parts;
import java.util.Random;

/** Shows events to the reader of a stream. */
record Events(StreamReader reader) {

    void assertKinds(Kind expected, String... events) {
        for (String event : events) {
            assertThat(kind(event)).as(event).isEqualTo(expected);
        }
    }

    Kind kind(String event) {
        byte[] bytes = Parts.utf8(event);
        return reader.event(bytes, 0, bytes.length);
    }

    /** Broken and cut ones. */
    void assertNeverFails(long seed, String... samples) {
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = Parts.utf8(samples[random.nextInt(samples.length)]);
            for (int flips = random.nextInt(4); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            int to = random.nextInt(bytes.length + 1);
            assertThat(reader.event(bytes, 0, to)).as("seed " + seed).isNotNull();
            assertThat(reader.usage()).isNotNull();
        }
    }
}
