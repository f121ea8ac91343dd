package dev.sluice.metrics.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.metrics.vocabulary.Scrape.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds what is shown against the documented metrics of the systems that are implemented. */
class ContractTest {

    private static final List<String> SYSTEMS = List.of("gpt-load", "gatewayz", "realmultillm", "m7", "modelgate");

    private final Site site = new Site();

    record Documented(String system, String name, String type, List<String> labels, List<Double> buckets) {}

    @AfterEach
    void close() {
        site.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-load", "gatewayz", "realmultillm", "m7", "modelgate"})
    void showsExactlyWhatIsDocumentedWhenOneVocabularyIsAskedFor(String system) {
        Scrape scrape = site.scrape(system);

        List<String> faults = new ArrayList<>();
        for (Documented metric : documented(system)) {
            check(metric, scrape, faults, true);
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void showsAtLeastWhatIsDocumentedWhenAllVocabulariesAreMerged() {
        Scrape scrape = site.scrape(Vocabularies.names().toArray(String[]::new));

        List<String> faults = new ArrayList<>();
        for (String system : SYSTEMS) {
            documented(system).forEach(metric -> check(metric, scrape, faults, false));
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void showsNoFamilyTwice() {
        String text = site.text(Vocabularies.names());

        assertThat(text.lines().filter(line -> line.startsWith("# TYPE "))).doesNotHaveDuplicates();
    }

    private static void check(Documented metric, Scrape scrape, List<String> faults, boolean exact) {
        String histogram = metric.type().equals("histogram") ? "_count" : "";
        List<Sample> samples = scrape.named(metric.name() + histogram);
        if (samples.isEmpty() || !metric.type().equals(scrape.types().get(metric.name()))) {
            faults.add(metric.name() + ": " + samples.size() + " samples, type "
                    + scrape.types().get(metric.name()));
        }
        Set<String> labels = Set.copyOf(metric.labels());
        for (Sample sample : samples) {
            Set<String> have = sample.labels().keySet();
            if (exact ? !have.equals(labels) : !have.containsAll(labels)) {
                faults.add(metric.name() + ": labels " + have + ", documented " + labels);
            }
        }
        if (metric.buckets() != null) {
            Set<Double> have = scrape.bounds(metric.name());
            Set<Double> documented = new TreeSet<>(metric.buckets());
            if (exact ? !have.equals(documented) : !have.containsAll(documented)) {
                faults.add(metric.name() + ": buckets " + have + ", documented " + documented);
            }
        }
    }

    private static List<Documented> documented(String system) {
        ObjectMapper json = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        try (InputStream contract = ContractTest.class.getResourceAsStream("/contract.json")) {
            List<Documented> all = json.readValue(contract, new TypeReference<>() {});
            List<Documented> own = all.stream()
                    .filter(metric -> metric.system().equals(system))
                    .toList();
            assertThat(own).isNotEmpty();
            return own;
        } catch (IOException e) {
            throw new AssertionError("cannot read the contract", e);
        }
    }

    /** Kept apart so that the exactness above cannot hide a vocabulary without any metric. */
    @Test
    void knowsTheTypesOfTheLibrary() {
        Map<String, String> types = site.scrape("m7").types();

        assertThat(types).containsEntry("nodejs_version_info", "gauge").containsEntry("llm_requests_total", "counter");
    }
}
