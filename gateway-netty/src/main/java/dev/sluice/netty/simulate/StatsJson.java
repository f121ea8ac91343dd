package dev.sluice.netty.simulate;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What {@code /_sim/stats} shows. */
final class StatsJson {

    private final StringBuilder json = new StringBuilder(1024);

    private StatsJson() {}

    static String of(Stats stats, Ledger ledger, @Nullable Received last) {
        StatsJson page = new StatsJson();
        page.json.append('{');
        page.counts(stats.all());
        page.member("peak_in_flight", stats.peakInFlight());
        page.member("last_abandoned_epoch_millis", stats.lastAbandonedEpochMillis());
        page.json.append(",\"tokens\":{\"prompt\":").append(stats.promptTokens());
        page.member("completion", stats.completionTokens());
        page.json.append("},\"connections\":{\"accepted\":").append(stats.connectionsAccepted());
        page.member("open", stats.connectionsOpen());
        page.json.append("},\"faults\":");
        page.object(new TreeMap<>(stats.faults()), (kind, count) -> page.named(kind.word(), count));
        page.json.append(",\"keys\":");
        page.object(stats.keys(), page::key);
        page.json.append(",\"ledger\":").append(ledger.sums());
        page.json.append(",\"last\":").append(last == null ? "null" : last.json());
        return page.json.append('}').toString();
    }

    private void key(String name, KeyStats counts) {
        json.append(Json.quoted(name)).append(":{");
        counts(counts);
        json.append('}');
    }

    private void counts(KeyStats counts) {
        json.append("\"requests\":").append(counts.requests());
        member("in_flight", counts.inFlight());
        member("answered", counts.answered());
        member("refused", counts.refused());
        member("faulted", counts.faulted());
        member("abandoned", counts.abandoned());
        json.append(",\"statuses\":");
        object(counts.statuses(), (status, count) -> named(Integer.toString(status), count));
    }

    private void member(String name, long value) {
        json.append(',');
        named(name, value);
    }

    private void named(String name, long value) {
        json.append('"').append(name).append("\":").append(value);
    }

    private <K, V> void object(Map<K, V> members, BiConsumer<K, V> write) {
        json.append('{');
        String separator = "";
        for (Map.Entry<K, V> member : members.entrySet()) {
            json.append(separator);
            separator = ",";
            write.accept(member.getKey(), member.getValue());
        }
        json.append('}');
    }
}
