package dev.sluice.netty.testing;

import static java.util.Objects.requireNonNull;

import dev.sluice.core.dialect.Anthropic;
import dev.sluice.core.dialect.Dialect;
import dev.sluice.core.dialect.Gemini;
import dev.sluice.core.dialect.OpenAi;
import dev.sluice.core.dialect.translate.Translation;
import dev.sluice.core.dialect.translate.Translations;
import dev.sluice.core.request.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The files of {@code translate} among gateway-core's test resources: what providers say, and what clients are told.
 * {@code -Dgolden.write=true} writes those anew that a test is about; read the difference before you commit it.
 */
public final class GoldenFiles {

    private static final Path FILES = Path.of("../gateway-core/src/test/resources/translate");
    private static final Translations ALL = new Translations();

    private GoldenFiles() {}

    /** A format, by the name of its folder. */
    public enum Format {
        COMPLETIONS(Endpoint.CHAT_COMPLETIONS, Endpoint.CHAT_COMPLETIONS, new OpenAi()),
        RESPONSES(Endpoint.RESPONSES, Endpoint.RESPONSES, new OpenAi()),
        MESSAGES(Endpoint.MESSAGES, Endpoint.MESSAGES, new Anthropic()),
        GENERATE(Endpoint.GENERATE_CONTENT, Endpoint.STREAM_GENERATE_CONTENT, new Gemini());

        private final Endpoint endpoint;
        private final Endpoint streaming;
        private final Dialect dialect;

        Format(Endpoint endpoint, Endpoint streaming, Dialect dialect) {
            this.endpoint = endpoint;
            this.streaming = streaming;
            this.dialect = dialect;
        }

        /** The endpoint of streams. */
        public Endpoint streaming() {
            return streaming;
        }

        public Dialect dialect() {
            return dialect;
        }

        public Translation servedBy(Format provider) {
            return requireNonNull(ALL.find(endpoint, provider.endpoint));
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A client's format and another one of a provider. */
    public record Pair(Format client, Format provider) {

        @Override
        public String toString() {
            return client + "-" + provider;
        }

        /** A golden file of the pair. */
        public Path golden(String name) {
            return FILES.resolve("golden/" + this).resolve(name);
        }
    }

    public static List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>();
        for (Format client : Format.values()) {
            for (Format provider : Format.values()) {
                if (client != provider) {
                    pairs.add(new Pair(client, provider));
                }
            }
        }
        return pairs;
    }

    /** A file of a format, such as {@code streams}, {@code text.sse}. */
    public static String given(Format format, String kind, String name) {
        return read(FILES.resolve(kind).resolve(format.toString()).resolve(name));
    }

    /** The names of the files of a format. */
    public static List<String> names(Format format, String kind) {
        try (Stream<Path> files = Files.list(FILES.resolve(kind).resolve(format.toString()))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The events of a stream, each with its blank line. */
    public static List<String> events(String stream) {
        List<String> events = new ArrayList<>();
        for (int from = 0; from < stream.length(); ) {
            int end = stream.indexOf("\n\n", from);
            int to = end < 0 ? stream.length() : end + 2;
            events.add(stream.substring(from, to));
            from = to;
        }
        return events;
    }

    /** What lies in a golden file; in the mode that writes, this is written there first. */
    public static String expected(Path golden, String found) {
        if (Boolean.getBoolean("golden.write")) {
            try {
                Files.createDirectories(golden.getParent());
                Files.writeString(golden, found);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return read(golden);
    }

    public static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
