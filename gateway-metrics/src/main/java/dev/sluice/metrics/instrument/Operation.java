package dev.sluice.metrics.instrument;

import dev.sluice.core.request.Endpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Numbers for the operations of the model endpoints: several endpoints may perform one operation. */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
final class Operation {

    /** The number of an endpoint that performs none. */
    static final int NONE = -1;

    private static final int EMBED = 2;
    private static final int OTHER = 3;

    private static final int[] BY_ENDPOINT = new int[Endpoint.values().length];
    private static final String[] NAMES = number();

    private static final List<String> GEN_AI_NAMES =
            Arrays.stream(NAMES).map(Operation::genAi).distinct().toList();

    private Operation() {}

    private static String genAi(String operation) {
        return switch (operation) {
            case "responses" -> "chat";
            case "completions" -> "text_completion";
            default -> operation;
        };
    }

    /** Number in {@link Dimension#GEN_AI_OPERATION}. */
    static int genAi(int operation) {
        return GEN_AI_NAMES.indexOf(genAi(NAMES[operation]));
    }

    static String[] genAiNames() {
        return GEN_AI_NAMES.toArray(String[]::new);
    }

    private static String[] number() {
        List<String> names = new ArrayList<>();
        for (Endpoint endpoint : Endpoint.values()) {
            String name = endpoint.operation();
            BY_ENDPOINT[endpoint.ordinal()] = NONE;
            if (endpoint.isModel() && name != null) {
                if (!names.contains(name)) {
                    names.add(name);
                }
                BY_ENDPOINT[endpoint.ordinal()] = names.indexOf(name);
            }
        }
        return names.toArray(String[]::new);
    }

    static int of(Endpoint endpoint) {
        return BY_ENDPOINT[endpoint.ordinal()];
    }

    /** Number in {@link Dimension#CALL}: conversations, streamed or not, embeddings, and whatever else there is. */
    static int call(int operation, int stream) {
        return switch (NAMES[operation]) {
            case "chat", "completions", "responses" -> stream;
            case "embeddings" -> EMBED;
            default -> OTHER;
        };
    }

    static String[] names() {
        return NAMES.clone();
    }

    static int count() {
        return NAMES.length;
    }
}
