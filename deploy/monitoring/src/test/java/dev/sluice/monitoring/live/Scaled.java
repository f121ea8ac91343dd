package dev.sluice.monitoring.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Rules and queries for a test of minutes: windows become seconds, and what must last lasts a moment. */
final class Scaled {

    private Scaled() {}

    /** Windows of minutes become half a minute, but those that bridge half-open probes; a rate interval too. */
    static String windows(String expression) {
        return expression
                .replace("$__rate_interval", "30s")
                .replaceAll("\\[2m]", "[10s]")
                .replaceAll("\\[\\d+[mhd]]", "[30s]")
                .replaceAll("offset \\d+[mhd]", "offset 20s");
    }

    /** Copies rules, scaled. No gateway in fair health has so little memory as this limit. */
    static Path rules(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                String text = windows(Files.readString(file))
                        .replaceAll("for: \\d+m", "for: 2s")
                        .replaceAll("interval: 30s", "interval: 1s")
                        .replace("process_resident_memory_bytes > 1073741824", "process_resident_memory_bytes > 1");
                Files.writeString(to.resolve(file.getFileName()), text);
            }
        }
        return to;
    }

    /** Whether values tell something: neither nothing, nor nothing but NaN, nor anything infinite. */
    static boolean tells(List<Double> values) {
        return values.stream().anyMatch(value -> !value.isNaN())
                && values.stream().noneMatch(value -> value.isInfinite());
    }
}
