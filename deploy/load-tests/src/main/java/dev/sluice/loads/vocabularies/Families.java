package dev.sluice.loads.vocabularies;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The table of all families, and what each has to show. */
final class Families {

    static final List<String> VOCABULARIES =
            List.of("sluice", "gpt-load", "gatewayz", "realmultillm", "m7", "modelgate");

    private final List<Family> all;

    Families(String table) {
        this.all = table.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Family::of)
                .toList();
    }

    static Families read() throws IOException {
        try (InputStream table = Families.class.getResourceAsStream("families.txt")) {
            if (table == null) {
                throw new IOException("families.txt is missing");
            }
            return new Families(new String(table.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    Optional<Family> find(String vocabulary, String name) {
        return all.stream()
                .filter(family -> family.isOf(vocabulary) && family.isNamed(name))
                .findFirst();
    }

    /** Those of a vocabulary that are named one by one. */
    List<Family> of(String vocabulary) {
        return all.stream()
                .filter(family -> family.vocabulary().equals(vocabulary))
                .toList();
    }
}
