package dev.sluice.metrics.vocabulary;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table of all vocabularies: one line each. */
public final class Vocabularies {

    private static final Map<String, Vocabulary> ALL = byName(List.of(
            new Sluice(), new GptLoad(), new Gatewayz(), new RealMultiLlm(), new M7(), new ModelGate(), new Otel()));

    private Vocabularies() {}

    private static Map<String, Vocabulary> byName(List<Vocabulary> vocabularies) {
        Map<String, Vocabulary> byName = new LinkedHashMap<>();
        vocabularies.forEach(vocabulary -> byName.put(vocabulary.name(), vocabulary));
        return byName;
    }

    public static Optional<Vocabulary> find(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    /** All names, in the order in which help texts take precedence. */
    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }
}
