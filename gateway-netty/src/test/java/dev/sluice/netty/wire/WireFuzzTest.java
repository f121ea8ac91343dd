package dev.sluice.netty.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.request.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Valid messages with random changes, whole and in random reads: the verdict is the same, and no buffer is lost. */
class WireFuzzTest {
    private static final int ROUNDS = 3000;
    private static final String SPICE = "\r\n\0 \t:;,=\"\\/#?@0123456789abcdefABCDEFghost-\u007f\u0080\u00ff";

    private final Buffers buffers = new Buffers();

    static LongStream seeds() {
        return LongStream.concat(LongStream.range(1, 5), LongStream.of(new Random().nextLong()));
    }

    @AfterEach
    void leavesNoBuffer() {
        buffers.assertReleased();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void agreesWithItselfOnRequests(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> valid = Requests.sound().map(Requests.Sound::text).toList();
        for (int round = 0; round < ROUNDS; round++) {
            String text = pick(random, valid) + pick(random, valid);
            byte[] bytes = mutate(random, text.getBytes(ISO_8859_1));
            RequestTranscript whole = new RequestTranscript();
            whole.decoder.feed(buffers.of(bytes, 0, bytes.length));
            RequestTranscript cut = new RequestTranscript();
            buffers.feed(bytes, cuts(random, bytes.length), cut.decoder::feed);
            assertThat(cut.soFar()).as(() -> report(seed, bytes)).isEqualTo(whole.soFar());
            assertThat(cut.decoder.idle()).as(() -> report(seed, bytes)).isEqualTo(whole.decoder.idle());
            whole.decoder.close();
            cut.decoder.close();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void agreesWithItselfOnAnswers(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<ResponseDecoderTest.Answer> valid = ResponseDecoderTest.sound().toList();
        for (int round = 0; round < ROUNDS; round++) {
            ResponseDecoderTest.Answer answer = valid.get(random.nextInt(valid.size()));
            byte[] bytes = mutate(random, answer.text().getBytes(ISO_8859_1));
            ResponseTranscript whole = new ResponseTranscript().expect(answer.to());
            whole.decoder.feed(buffers.of(bytes, 0, bytes.length));
            whole.decoder.closed();
            ResponseTranscript cut = new ResponseTranscript().expect(answer.to());
            buffers.feed(bytes, cuts(random, bytes.length), cut.decoder::feed);
            cut.decoder.closed();
            assertThat(settled(cut)).as(() -> report(seed, bytes)).isEqualTo(settled(whole));
        }
    }

    /** Surplus bytes in a read of their own come after an end that did not know of them. */
    private static List<String> settled(ResponseTranscript transcript) {
        List<String> lines = new ArrayList<>(transcript.soFar());
        int last = lines.size() - 1;
        if (last > 0
                && lines.get(last).equals("malformed")
                && lines.get(last - 1).equals("end, reusable")) {
            lines.remove(last);
            lines.set(last - 1, "end");
        }
        return lines;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void relaysRandomChunksExactly(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < ROUNDS / 10; round++) {
            StringBuilder data = new StringBuilder();
            StringBuilder text = new StringBuilder("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int chunk = random.nextInt(20); chunk > 0; chunk--) {
                String piece = "\r\n0;x".repeat(1 + random.nextInt(60)).substring(random.nextInt(5));
                data.append(piece);
                text.append(Integer.toHexString(piece.length()));
                text.append(random.nextInt(8) == 0 ? ";a=\"b\"\r\n" : "\r\n")
                        .append(piece)
                        .append("\r\n");
            }
            byte[] bytes = text.append("0\r\n\r\n").toString().getBytes(ISO_8859_1);
            ResponseTranscript transcript = new ResponseTranscript().expect(Method.GET);
            buffers.feed(bytes, cuts(random, bytes.length), transcript.decoder::feed);
            assertThat(transcript.lines).as("seed %s", seed).last().isEqualTo("end, reusable");
            assertThat(ResponseTranscript.decode(transcript.relayed.toString()))
                    .as("seed %s", seed)
                    .isEqualTo(data.toString());
        }
    }

    private static String pick(SplittableRandom random, List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }

    private static byte[] mutate(SplittableRandom random, byte[] original) {
        StringBuilder text = new StringBuilder(new String(original, ISO_8859_1));
        for (int change = random.nextInt(4); change > 0 && text.length() > 1; change--) {
            int at = random.nextInt(text.length());
            char spice = SPICE.charAt(random.nextInt(SPICE.length()));
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, spice);
                case 1 -> text.insert(at, spice);
                case 2 -> text.deleteCharAt(at);
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(30))));
            }
        }
        return text.toString().getBytes(ISO_8859_1);
    }

    private static List<Integer> cuts(SplittableRandom random, int length) {
        int odds = 1 + random.nextInt(40);
        List<Integer> cuts = new ArrayList<>();
        for (int at = 1; at < length; at++) {
            if (random.nextInt(odds) == 0) {
                cuts.add(at);
            }
        }
        return cuts;
    }

    private static String report(long seed, byte[] bytes) {
        return "seed " + seed + ": " + new String(bytes, ISO_8859_1);
    }
}
