package dev.sluice.loads.vocabularies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.loads.run.Report;
import dev.sluice.loads.run.Scrape;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FamilyTest {

    private static final Scrape NOTHING = Scrape.parse("");

    private final Facts facts = new Facts();
    private final Report report = new Report("test");

    private long failures(String table, String scrape) {
        new Comparison(new Families(table), facts, report).narrowed("v", NOTHING, Scrape.parse(scrape));
        return report.failed();
    }

    @Test
    void showsAFactUnderOtherNames() {
        facts.add(Fact.TOKENS, Facts.labels("model", "m", "type", "input", "tenant", "a"), 5);
        facts.add(Fact.TOKENS, Facts.labels("model", "m", "type", "input", "tenant", "b"), 7);
        facts.add(Fact.TOKENS, Facts.labels("model", "m", "type", "output", "tenant", "b"), 9);
        Family family = Family.of("v | tokens_total | sum TOKENS | model tenant_id=all | type=input");

        assertThat(family.expected(facts, "tokens_total"))
                .containsExactly(Map.entry(Map.of("model", "m", "tenant_id", "all"), 12.0));
    }

    @Test
    void holdsWhereBothSidesAgree() {
        facts.add(Fact.HTTP, Facts.labels("status", "200"));

        assertThat(failures("v | requests_total | count HTTP | status", """
                # TYPE requests_total counter
                requests_total{status="200"} 1
                requests_total{status="404"} 0
                """)).isZero();
    }

    @Test
    void findsWhatIsMissingAndWhatIsTooMuch() {
        facts.add(Fact.HTTP, Facts.labels("status", "200"));

        assertThat(failures("v | requests_total | count HTTP | status", """
                # TYPE requests_total counter
                requests_total{status="404"} 1
                """)).isEqualTo(2);
    }

    @Test
    void findsFamiliesThatAreNotInTheTableOrNotThere() {
        assertThat(failures("v | requests_total | count HTTP | status", """
                # TYPE others_total counter
                others_total 0
                """)).isEqualTo(2);
    }

    @Test
    void findsOtherLabelsThanThoseOfTheTable() {
        facts.add(Fact.HTTP, Facts.labels("status", "200"));

        assertThat(failures("v | requests_total | count HTTP | status", """
                # TYPE requests_total counter
                requests_total{status="200",more="1"} 1
                """)).isEqualTo(1);
    }

    @Test
    void findsBucketsThatDoNotAddUp() {
        facts.add(Fact.HTTP, Map.of());

        assertThat(failures("v | seconds | count HTTP |", """
                # TYPE seconds histogram
                seconds_bucket{le="1"} 3
                seconds_bucket{le="2"} 2
                seconds_bucket{le="+Inf"} 2
                seconds_count 1
                """)).isEqualTo(2);
    }

    @Test
    void findsLevelsThatAreNone() {
        assertThat(failures("", """
                # TYPE level gauge
                level NaN
                """)).isEqualTo(1);
    }
}
