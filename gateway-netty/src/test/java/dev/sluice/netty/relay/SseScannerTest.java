package dev.sluice.netty.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SseScannerTest {

    private static final String NO_DATA = "(no data)";

    /** An event: its data, and the index behind it in the stream. */
    private record Event(String data, int end) {}

    /** A stream, the data of its events, and whether it ends with an event. */
    private record Example(String stream, List<String> data, boolean whole) {
        @Override
        public String toString() {
            return stream.replace("\r", "\\r").replace("\n", "\\n").replace("\uFEFF", "BOM");
        }
    }

    static List<Example> examples() {
        return List.of(
                whole("data: a\n\ndata: b\n\n", "a", "b"),
                whole("data: a\r\n\r\ndata: b\r\n\r\n", "a", "b"),
                whole("data: a\r\rdata: b\r\r", "a", "b"),
                whole("data: a\r\n\ndata: b\n\r\ndata: c\r\n\rdata: d\n\r", "a", "b", "c", "d"),
                whole("data:a\n\ndata:  b\n\n", "a", " b"),
                whole("data:\n\ndata: \n\n", "", ""),
                whole("data: one\ndata: two\ndata:three\n\n", "one\ntwo\nthree"),
                whole("data: one\r\ndata: two\r\nid: 7\r\ndata:\r\n\r\n", "one\ntwo\n"),
                whole("event: ping\ndata: {\"a\": 1}\n\n", "{\"a\": 1}"),
                whole("data: x\nevent: late\nretry: 10\n\n", "x"),
                whole(": a comment\n\ndata: x\n\n", NO_DATA, "x"),
                whole(":\ndata: x\n: in between\ndata: y\n\n", "x\ny"),
                whole("event: nothing\n\n", NO_DATA),
                whole("datum: x\ndat\n\n", NO_DATA),
                whole("\n\n\ndata: x\n\n\n\ndata: y\n\n\n", "x", "y"),
                whole("\r\n\r\ndata: x\r\n\r\n\r\ndata: y\r\n\r\n\r\n", "x", "y"),
                whole("\uFEFFdata: x\n\ndata: y\n\n", "x", "y"),
                whole("data: \uFEFFx\n\n", "\uFEFFx"),
                whole("data: grüße \uD83D\uDE00 漢字\n\n", "grüße \uD83D\uDE00 漢字"),
                whole(
                        "data: a long line, in which no end stands for more than a few words of eight bytes\n\n",
                        "a long line, in which no end stands for more than a few words of eight bytes"),
                whole(""),
                part("data: x"),
                part("data: x\n"),
                part("data: x\r\n"),
                part("data: x\n\ndata: y\n", "x"),
                part("data: x\n\n: comment", "x"),
                part("data: x\r\n\r\nd", "x"),
                part(":\n"));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void findsTheSameEventsHoweverTheStreamIsCut(Example example) {
        byte[] bytes = example.stream.getBytes(UTF_8);
        for (List<Integer> cuts : cuts(bytes.length)) {
            SseScanner scanner = new SseScanner(64 * 1024);
            assertThat(events(scanner, bytes, cuts))
                    .extracting(Event::data)
                    .as("cut at %s", cuts)
                    .isEqualTo(example.data);
            assertThat(scanner.atBoundary()).as("boundary, cut at %s", cuts).isEqualTo(example.whole);
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void tellsWhereEachEventEnds(Example example) {
        byte[] bytes = example.stream.getBytes(UTF_8);
        List<Event> whole = events(new SseScanner(64 * 1024), bytes, List.of());
        for (List<Integer> cuts : cuts(bytes.length)) {
            assertThat(events(new SseScanner(64 * 1024), bytes, cuts))
                    .as("cut at %s", cuts)
                    .isEqualTo(whole);
        }
    }

    @Test
    void isAtABoundaryBetweenEventsOnly() {
        String stream = ": hi\n\ndata: x\n\nevent: e\r\ndata: y\r\n\r\n";
        List<Integer> boundaries = List.of(0, 6, 15, stream.length());
        for (int length = 0; length <= stream.length(); length++) {
            SseScanner scanner = new SseScanner(64 * 1024);
            events(scanner, stream.substring(0, length).getBytes(UTF_8), List.of());
            // A CR may be all of a line's end: behind it the event is over, and an LF that follows belongs to it.
            boolean behindCr = length == stream.length() - 1;
            assertThat(scanner.atBoundary())
                    .as("after %d bytes", length)
                    .isEqualTo(boundaries.contains(length) || behindCr);
        }
    }

    @ParameterizedTest
    @MethodSource("pieceSizes")
    void passesAnEventThatIsTooLongWithoutALook(int pieceSize) {
        String filler = "x".repeat(64 * 1024 + 5000);
        String stream = "data: a\n\ndata: " + filler + "\ndata: more\n\ndata: b\n\nevent: " + filler
                + "\r\n\r\ndata: c\n\n" + "data: y\n".repeat(20_000) + "\ndata: d\n\n";
        byte[] bytes = stream.getBytes(UTF_8);
        List<Integer> cuts = new ArrayList<>();
        for (int at = pieceSize; at < bytes.length; at += pieceSize) {
            cuts.add(at);
        }
        SseScanner scanner = new SseScanner(64 * 1024);
        List<Event> events = events(scanner, bytes, cuts);

        assertThat(events).hasSize(7);
        assertThat(events)
                .extracting(event -> stream.substring(0, event.end))
                .allSatisfy(until -> assertThat(until).containsPattern("\\R\\R\\z"));
        assertThat(List.of(0, 2, 4, 6)).extracting(i -> events.get(i).data).containsExactly("a", "b", "c", "d");
        // Little more than the bound may still be seen when few reads bring it; never a part of it.
        assertThat(List.of(1, 3, 5))
                .extracting(i -> events.get(i).data)
                .allSatisfy(data -> assertThat(data).isIn(NO_DATA, filler + "\nmore", "y\n".repeat(19_999) + "y"));
        assertThat(pieceSize < 5000 ? events.get(1).data : NO_DATA).isEqualTo(NO_DATA);
        assertThat(scanner.atBoundary()).isTrue();
    }

    static List<Integer> pieceSizes() {
        return List.of(100, 997, 1448, 8192, 65_536, Integer.MAX_VALUE / 2);
    }

    @Test
    void isNotAtABoundaryInsideOfAnEventThatIsTooLong() {
        SseScanner scanner = new SseScanner(64 * 1024);
        byte[] begun = ("data: " + "x".repeat(64 * 1024 + 1)).getBytes(UTF_8);

        assertThat(events(scanner, begun, List.of())).isEmpty();
        assertThat(scanner.oversize()).isTrue();
        assertThat(scanner.atBoundary()).isFalse();
        assertThat(events(scanner, "\n".getBytes(UTF_8), List.of())).isEmpty();
        assertThat(scanner.atBoundary()).isFalse();
        assertThat(events(scanner, "\n".getBytes(UTF_8), List.of())).hasSize(1);
        assertThat(scanner.atBoundary()).isTrue();
    }

    @Test
    void agreesWithASimpleReaderOnRandomStreams() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] words = {
            "data:", "data: ", "x", "event: e", ":", "\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "é", "id", " "
        };
        for (int round = 0; round < 3000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                text.append(words[random.nextInt(words.length)]);
            }
            byte[] bytes = text.toString().getBytes(UTF_8);
            List<Integer> cuts = new ArrayList<>();
            for (int at = 1 + random.nextInt(9); at < bytes.length; at += 1 + random.nextInt(9)) {
                cuts.add(at);
            }
            assertThat(events(new SseScanner(64 * 1024), bytes, cuts))
                    .extracting(Event::data)
                    .as("seed %d, round %d: %s", seed, round, text)
                    .isEqualTo(simply(text.toString()));
        }
    }

    /** The events of a stream, by the letter of the standard. */
    private static List<String> simply(String stream) {
        String[] lines = stream.replace("\r\n", "\n").replace('\r', '\n').split("\n", -1);
        List<String> events = new ArrayList<>();
        StringBuilder data = new StringBuilder();
        boolean begun = false;
        // What stands behind the last line end is no line yet.
        for (int i = 0; i < lines.length - 1; i++) {
            String line = lines[i];
            if (line.isEmpty() && begun) {
                events.add(data.isEmpty() ? NO_DATA : data.substring(0, data.length() - 1));
                data.setLength(0);
                begun = false;
            } else if (!line.isEmpty()) {
                begun = true;
                if (line.startsWith("data:")) {
                    data.append(line.substring(line.startsWith("data: ") ? 6 : 5))
                            .append('\n');
                }
            }
        }
        return events;
    }

    /** Feeds the bytes, cut at the given places, each time in the middle of another buffer, and gives the events. */
    private static List<Event> events(SseScanner scanner, byte[] bytes, List<Integer> cuts) {
        List<Event> events = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= cuts.size(); i++) {
            int to = i < cuts.size() ? cuts.get(i) : bytes.length;
            ByteBuf read = Unpooled.directBuffer()
                    .writeZero(3)
                    .writeBytes(bytes, from, to - from)
                    .writeZero(2);
            scanner.feed(read, 3, 3 + to - from);
            while (scanner.next()) {
                int end = from + scanner.end() - 3;
                // The LF of a CR LF that was cut in two comes after the event that it ends.
                boolean halfEnd = end < bytes.length && bytes[end - 1] == '\r' && bytes[end] == '\n';
                events.add(new Event(data(scanner), halfEnd ? end + 1 : end));
            }
            read.release();
            from = to;
        }
        return events;
    }

    private static String data(SseScanner scanner) {
        return scanner.dataFrom() < 0
                ? NO_DATA
                : new String(scanner.bytes(), scanner.dataFrom(), scanner.dataTo() - scanner.dataFrom(), UTF_8);
    }

    /** Not at all, once at each byte, and at every byte. */
    private static List<List<Integer>> cuts(int length) {
        List<List<Integer>> cuts = new ArrayList<>();
        cuts.add(List.of());
        List<Integer> all = new ArrayList<>();
        for (int i = 1; i < length; i++) {
            cuts.add(List.of(i));
            all.add(i);
        }
        cuts.add(all);
        return cuts;
    }

    private static Example whole(String stream, String... data) {
        return new Example(stream, List.of(data), true);
    }

    private static Example part(String stream, String... data) {
        return new Example(stream, List.of(data), false);
    }
}
