package dev.sluice.loads.fidelity;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A fault that the simulated provider is told, by {@code x-sim-} headers, to commit. */
record Fault(String kind, Map<String, String> headers) {

    private static final List<String> UNARY =
            List.of("429", "503", "close", "cut", "stall", "garbage", "garbage-chunk", "reset", "truncate");
    // A stream that is truncated has already ended with its terminal event: whether that is a fault is anybody's guess.
    private static final List<String> STREAM = List.of(
            "429", "503", "close", "cut", "cut-inside", "stall", "garbage", "garbage-chunk", "reset", "error-event");

    /** One of the faults of a unary answer. */
    static Fault ofUnary(SplittableRandom random) {
        return of(UNARY.get(random.nextInt(UNARY.size())), random.nextInt(2));
    }

    /** One of the faults of a stream of so many tokens, before its usage. */
    static Fault ofStream(SplittableRandom random, int tokens) {
        return of(STREAM.get(random.nextInt(STREAM.size())), random.nextInt(tokens + 1));
    }

    /** Whether the provider falls silent, so that asking it directly would only cost time. */
    boolean stalls() {
        return kind.equals("stall");
    }

    private static Fault of(String kind, int after) {
        Map<String, String> headers = new LinkedHashMap<>();
        switch (kind) {
            case "429" -> {
                headers.put("x-sim-status", kind);
                headers.put("x-sim-retry-after", "1");
            }
            case "503" -> headers.put("x-sim-status", kind);
            case "cut-inside" -> {
                headers.put("x-sim-fault", "cut");
                headers.put("x-sim-fault-bytes", "7");
            }
            default -> headers.put("x-sim-fault", kind);
        }
        if (!headers.containsKey("x-sim-status")) {
            headers.put("x-sim-fault-after", Integer.toString(after));
        }
        return new Fault(kind, headers);
    }
}
