package dev.sluice.core.manage;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.UsageQuery;
import dev.sluice.core.ledger.UsageRecords;
import dev.sluice.core.price.PicoDollars;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Usage as CSV (RFC 4180), written part by part: whoever reads slowly holds a few thousand lines in memory, and nothing
 * in the store. One thread.
 */
public final class UsageExport {

    private static final int PART = 5_000;
    private static final List<String> ENTRY = List.of(
            "ended_at",
            "id",
            "tenant",
            "user",
            "key",
            "role",
            "model",
            "provider",
            "status",
            "input_tokens",
            "output_tokens",
            "cached_input_tokens",
            "cache_write_tokens",
            "reasoning_tokens",
            "estimated",
            "usd",
            "price_version",
            "paid_from");
    private static final List<String> SUM = List.of(
            "requests",
            "estimated_requests",
            "input_tokens",
            "output_tokens",
            "cached_input_tokens",
            "cache_write_tokens",
            "reasoning_tokens",
            "usd");

    private final UsageRecords usage;
    private final UsageQuery query;

    UsageExport(UsageRecords usage, UsageQuery query) {
        this.usage = usage;
        this.query = query;
    }

    /**
     * Writes all of it.
     *
     * @throws dev.sluice.core.store.StoreException when it cannot be read to its end: then what was written is not
     *     whole
     */
    public void writeTo(Writer to) throws IOException {
        if (query.by().isEmpty()) {
            writeEntries(to);
        } else {
            writeSums(to);
        }
    }

    private void writeEntries(Writer to) throws IOException {
        Csv.write(to, ENTRY);
        int lines = 0;
        List<Entry> part = part(null);
        while (!part.isEmpty() && lines < UsageAdmin.MOST_LINES) {
            for (Entry entry : part) {
                Csv.write(to, line(entry));
            }
            lines += part.size();
            part = part.size() < PART ? List.of() : part(part.get(part.size() - 1));
        }
    }

    private List<Entry> part(@Nullable Entry after) {
        return usage.entries(query, after, PART);
    }

    private void writeSums(Writer to) throws IOException {
        List<String> columns = query.order().stream().map(UsageView::word).toList();
        List<String> header = new ArrayList<>(columns);
        header.addAll(SUM);
        Csv.write(to, header);
        List<UsageView> rows = new ArrayList<>();
        usage.sums(query, UsageAdmin.MOST_ROWS, row -> rows.add(UsageView.of(row)));
        for (UsageView row : rows) {
            List<String> line = new ArrayList<>();
            columns.forEach(column -> line.add(row.group().getOrDefault(column, "")));
            line.addAll(List.of(
                    Long.toString(row.requests()),
                    Long.toString(row.estimatedRequests()),
                    Long.toString(row.inputTokens()),
                    Long.toString(row.outputTokens()),
                    Long.toString(row.cachedInputTokens()),
                    Long.toString(row.cacheWriteTokens()),
                    Long.toString(row.reasoningTokens()),
                    row.usd().toPlainString()));
            Csv.write(to, line);
        }
    }

    private static List<String> line(Entry entry) {
        return List.of(
                Instant.ofEpochMilli(entry.endedEpochMillis()).toString(),
                entry.exchangeId().hex(),
                entry.tenant(),
                entry.user() == null ? "" : entry.user(),
                entry.key(),
                entry.role() == null ? "" : entry.role(),
                entry.model(),
                entry.provider(),
                Integer.toString(entry.status()),
                reported(entry.usage().input()),
                reported(entry.usage().output()),
                reported(entry.usage().cachedInput()),
                reported(entry.usage().cacheWrite()),
                reported(entry.usage().reasoning()),
                Boolean.toString(entry.estimated()),
                PicoDollars.usd(entry.picoDollars()).toPlainString(),
                entry.priceVersion(),
                entry.prepaid() ? "credits" : entry.trial() ? "trial" : "");
    }

    /** What was not reported stays empty: it is not zero. */
    private static String reported(long tokens) {
        return tokens < 0 ? "" : Long.toString(tokens);
    }
}
