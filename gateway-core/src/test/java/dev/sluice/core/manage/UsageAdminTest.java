package dev.sluice.core.manage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.UsageQuery.Column;
import dev.sluice.core.manage.UsageAdmin.Question;
import dev.sluice.core.manage.UsageAdmin.Report;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class UsageAdminTest {

    private static final Instant LONG_AGO = Instant.EPOCH;

    private final Books books = new Books();

    @Test
    void looksBackADayWhereNothingIsSaid() {
        fold(Books.entry(1, Duration.ofHours(23), "gpt"), Books.entry(2, Duration.ofHours(25), "gpt"));

        Report report = done(books.usage.report(question(null, Column.MODEL)));

        assertThat(report.from()).isEqualTo("2026-11-24T10:30:00Z");
        assertThat(report.to()).isEqualTo("2026-11-25T10:30:00Z");
        assertThat(report.truncated()).isFalse();
        assertThat(report.items()).singleElement().satisfies(row -> {
            assertThat(row.group()).containsExactly(Map.entry("model", "gpt"));
            assertThat(row.requests()).isEqualTo(1);
            assertThat(row.inputTokens()).isEqualTo(10);
            assertThat(row.cachedInputTokens()).isZero();
            assertThat(row.usd()).isEqualByComparingTo("0.0000025");
        });
    }

    @Test
    void saysThatThereAreMoreRowsThanItShows() {
        List<Entry> entries = new ArrayList<>();
        for (int model = 0; model <= UsageAdmin.MOST_ROWS; model++) {
            entries.add(Books.entry(model, Duration.ofHours(1), "m" + model));
        }
        books.store.ledger().fold(entries);

        Report report = done(books.usage.report(question(null, Column.MODEL)));

        assertThat(report.items()).hasSize(UsageAdmin.MOST_ROWS);
        assertThat(report.truncated()).isTrue();
    }

    @Test
    void refusesATimeThatEndsBeforeItBegins() {
        Outcome<Report> outcome = books.usage.report(new Question(Books.NOW, Books.NOW, Map.of(), Set.of()));

        assertThat(outcome.fold(report -> "", Refusal::field)).isEqualTo("from");
    }

    @Test
    void exportsEveryExchangeInTheOrderInWhichTheyEnded() throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (int id = 0; id < 12_000; id++) {
            entries.add(Books.entry(id, Duration.ofSeconds(12_000 - id), "gpt"));
        }
        books.store.ledger().fold(entries);

        List<String> lines = export(question(LONG_AGO)).lines().toList();

        assertThat(lines).hasSize(12_001).doesNotHaveDuplicates();
        assertThat(lines.get(0)).startsWith("ended_at,id,tenant,user,");
        assertThat(lines.get(1))
                .isEqualTo("2026-11-25T07:10:00Z,00000000000000000000000000000000,acme,bob,ci,,gpt,openai,200,"
                        + "10,5,,,,false,0.0000025,,credits");
        assertThat(lines.get(12_000)).startsWith("2026-11-25T10:29:59Z,");
    }

    @Test
    void exportsSumsWhereTheyAreAskedForAndNothingThatASpreadsheetComputes() throws IOException {
        fold(Books.entry(1, Duration.ofHours(1), "=1+1"), Books.entry(2, Duration.ofHours(1), "=1+1"));

        assertThat(export(question(LONG_AGO, Column.MODEL, Column.DAY))).isEqualTo("""
                day,model,requests,estimated_requests,input_tokens,output_tokens,cached_input_tokens,\
                cache_write_tokens,reasoning_tokens,usd
                2026-11-25,'=1+1,2,0,20,10,0,0,0,0.000005
                """.replace("\n", "\r\n"));
    }

    @Test
    void saysThatTheStoreFailed() {
        books.store.close();

        assertThat(books.usage.report(question(null)).fold(report -> "", Refusal::code))
                .isEqualTo("store_failed");
        assertThat(books.usage.export(question(null)).fold(export -> "", Refusal::code))
                .isEqualTo("store_failed");
    }

    @Test
    void givesUpWhatIsOldATurnAtATime() {
        List<Entry> entries = new ArrayList<>();
        int old = UsageRetention.PART * UsageRetention.MOST_PARTS + 1;
        for (int id = 0; id < old; id++) {
            entries.add(Books.entry(id, Duration.ofDays(91), "gpt"));
        }
        entries.add(Books.entry(old, Duration.ofDays(89), "gpt"));
        books.store.ledger().fold(entries);
        UsageRetention retention = new UsageRetention(books.store.usage(), Duration.ofDays(90), books.books.clock());

        retention.turn();
        assertThat(requests()).isEqualTo(2);
        retention.turn();
        assertThat(requests()).isEqualTo(1);

        books.store.close();
        retention.turn();
    }

    private long requests() {
        return done(books.usage.report(question(LONG_AGO))).items().get(0).requests();
    }

    private void fold(Entry... entries) {
        books.store.ledger().fold(List.of(entries));
    }

    private String export(Question question) throws IOException {
        StringWriter to = new StringWriter();
        done(books.usage.export(question)).writeTo(to);
        return to.toString();
    }

    private static Question question(@Nullable Instant from, Column... by) {
        return new Question(from, null, Map.of(), Set.of(by));
    }

    private static <T> T done(Outcome<T> outcome) {
        return outcome.fold(value -> value, refusal -> {
            throw new AssertionError(refusal);
        });
    }
}
