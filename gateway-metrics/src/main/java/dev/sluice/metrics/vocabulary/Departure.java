package dev.sluice.metrics.vocabulary;

import dev.sluice.core.config.MetricsConfig.Compat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A family that a system's program has in another form than its document says.
 *
 * @param documented the name in the document
 * @param inCode what the program has: another name, or fewer labels
 */
record Departure(String documented, Family inCode) {

    /** The families of a vocabulary, as the document has them, the program, or both. */
    static List<Family> families(Vocabulary vocabulary, Compat compat) {
        List<Family> families = new ArrayList<>();
        for (Family family : vocabulary.families()) {
            Optional<Family> departed = vocabulary.departures().stream()
                    .filter(departure -> departure.documented().equals(family.name()))
                    .map(Departure::inCode)
                    .findFirst();
            if (compat != Compat.CODE || departed.isEmpty()) {
                families.add(family);
            }
            // One name cannot be there with more labels and with fewer: the document's have all that the program's
            // have.
            departed.filter(code -> compat == Compat.CODE
                            || compat == Compat.BOTH && !code.name().equals(family.name()))
                    .ifPresent(families::add);
        }
        return families;
    }
}
