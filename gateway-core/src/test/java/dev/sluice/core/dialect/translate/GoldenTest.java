package dev.sluice.core.dialect.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.Delivery;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.StreamParser;
import dev.sluice.core.dialect.translate.Translation.Order;
import dev.sluice.core.dialect.translate.Translation.Rewritten;
import dev.sluice.core.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every ordered pair of formats, with every case there is a file for: what is written must be what lies under
 * {@code translate/golden}. {@code -Dgolden.write=true} writes those files anew; read the difference before you commit
 * it.
 */
class GoldenTest {

    private static final Path FILES = Path.of("src/test/resources/translate");
    private static final boolean WRITES = Boolean.getBoolean("golden.write");
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest(name = "{0} as {1}: {2}")
    @MethodSource("requests")
    void requestsAreWrittenInTheProvidersWords(Spoken client, Spoken provider, Path given) throws IOException {
        Translation translation = client.servedBy(provider);
        byte[] request = Files.readAllBytes(given);
        ObjectNode found = JSON.createObjectNode();

        found.set("strict", written(translation, request, Losses.Mode.STRICT));
        if (found.get("strict").has("refused")) {
            found.set("lenient", written(translation, request, Losses.Mode.LENIENT));
        }

        compare(pretty(found), client, provider, "requests/" + given.getFileName());
    }

    static Stream<Arguments> requests() {
        return pairs((client, provider) -> files("requests", client, ".json"));
    }

    @ParameterizedTest(name = "{0} as {1}: {2}")
    @MethodSource("answers")
    void answersAreWrittenInTheClientsWords(Spoken client, Spoken provider, Path given) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        client.servedBy(provider).answer(asked(), Json.FACTORY.createParser(Files.readAllBytes(given)), out);

        compare(pretty(JSON.readTree(out.toByteArray())), client, provider, "answers/" + given.getFileName());
    }

    static Stream<Arguments> answers() {
        return pairs((client, provider) -> files("answers", provider, ".json").stream()
                .filter(file -> !file.endsWith("error.json"))
                .toList());
    }

    @ParameterizedTest(name = "{0} as {1}: {2}")
    @MethodSource("streams")
    void streamsAreWrittenInTheClientsWords(Spoken client, Spoken provider, Path given) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StreamParser parser = client.servedBy(provider).stream(asked(), out);

        for (byte[] event : events(Files.readString(given))) {
            parser.event(event, 0, event.length);
        }
        parser.end();

        compare(out.toString(StandardCharsets.UTF_8), client, provider, "streams/" + given.getFileName());
    }

    static Stream<Arguments> streams() {
        return pairs((client, provider) -> files("streams", provider, ".sse").stream()
                .filter(file -> !file.getFileName().toString().startsWith("error_"))
                .toList());
    }

    private static JsonNode written(Translation translation, byte[] request, Losses.Mode mode) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Rewritten rewritten = translation.request(
                () -> Json.FACTORY.createParser(request), new Order("their-model", Delivery.WHOLE, mode), out);
        ObjectNode told = JSON.createObjectNode();
        if (rewritten.failure() != null) {
            told.put("refused", rewritten.failure().message());
            return told;
        }
        told.set("written", JSON.readTree(out.toByteArray()));
        if (!rewritten.lost().isEmpty()) {
            told.set("lost", JSON.valueToTree(rewritten.lost()));
        }
        return told;
    }

    private static Asked asked() {
        return new Asked("0123456789abcdef0123456789abcdef", 1_700_000_000L, "our-model", true, Asked.Framing.EVENTS);
    }

    /** The data of the events of a stream, as its file writes them: a line of data each. */
    private static List<byte[]> events(String stream) {
        List<byte[]> events = new ArrayList<>();
        stream.lines()
                .filter(line -> line.startsWith("data:"))
                .forEach(line -> events.add(line.substring(5).strip().getBytes(StandardCharsets.UTF_8)));
        return events;
    }

    private static void compare(String found, Spoken client, Spoken provider, String name) throws IOException {
        Path golden = FILES.resolve("golden/" + client + "-" + provider).resolve(name);
        if (WRITES) {
            Files.createDirectories(golden.getParent());
            Files.writeString(golden, found);
        }
        assertThat(found).as(golden.toString()).isEqualTo(Files.readString(golden));
    }

    private static String pretty(JsonNode json) throws IOException {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    }

    @FunctionalInterface
    private interface Cases {
        List<Path> of(Spoken client, Spoken provider);
    }

    private static Stream<Arguments> pairs(Cases cases) {
        return Stream.of(Spoken.values())
                .flatMap(client -> Stream.of(Spoken.values())
                        .filter(provider -> provider != client)
                        .flatMap(provider ->
                                cases.of(client, provider).stream().map(file -> Arguments.of(client, provider, file))));
    }

    private static List<Path> files(String kind, Spoken format, String suffix) {
        try (Stream<Path> files = Files.list(FILES.resolve(kind).resolve(format.toString()))) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The formats, by the names of their folders. */
    enum Spoken {
        COMPLETIONS(dev.sluice.core.request.Endpoint.CHAT_COMPLETIONS),
        RESPONSES(dev.sluice.core.request.Endpoint.RESPONSES),
        MESSAGES(dev.sluice.core.request.Endpoint.MESSAGES),
        GENERATE(dev.sluice.core.request.Endpoint.GENERATE_CONTENT);

        private static final Translations ALL = new Translations();

        private final dev.sluice.core.request.Endpoint endpoint;

        Spoken(dev.sluice.core.request.Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        Translation servedBy(Spoken provider) {
            return java.util.Objects.requireNonNull(ALL.find(endpoint, provider.endpoint));
        }

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
