package dev.sluice.netty.simulate;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a simulated provider counted since its start. Requests are counted when they are complete; {@code answered},
 * {@code refused}, {@code faulted} and {@code abandoned} add up to them but for those that are still {@code inFlight}.
 *
 * @param lastAbandonedEpochMillis when the last client was seen to leave; 0: none was
 * @param promptTokens the usage of all requests that were answered to their end
 * @param completionTokens likewise
 * @param faults how often each fault came
 */
public record Stats(
        long requests,
        long inFlight,
        long answered,
        long refused,
        long faulted,
        long abandoned,
        long lastAbandonedEpochMillis,
        long promptTokens,
        long completionTokens,
        long connectionsAccepted,
        long connectionsOpen,
        Map<Fault.Kind, Long> faults) {

    public Stats {
        faults = Map.copyOf(faults);
    }

    /** How often this fault came. */
    public long faults(Fault.Kind kind) {
        return faults.getOrDefault(kind, 0L);
    }

    String json(@Nullable Received last) {
        StringBuilder json = new StringBuilder(512);
        json.append("{\"requests\":").append(requests).append(",\"in_flight\":").append(inFlight);
        json.append(",\"answered\":").append(answered).append(",\"refused\":").append(refused);
        json.append(",\"faulted\":").append(faulted).append(",\"abandoned\":").append(abandoned);
        json.append(",\"last_abandoned_epoch_millis\":").append(lastAbandonedEpochMillis);
        json.append(",\"tokens\":{\"prompt\":").append(promptTokens);
        json.append(",\"completion\":").append(completionTokens);
        json.append("},\"connections\":{\"accepted\":").append(connectionsAccepted);
        json.append(",\"open\":").append(connectionsOpen).append("},\"faults\":{");
        String separator = "";
        for (Map.Entry<Fault.Kind, Long> fault : new TreeMap<>(faults).entrySet()) {
            json.append(separator)
                    .append('"')
                    .append(fault.getKey().word())
                    .append("\":")
                    .append(fault.getValue());
            separator = ",";
        }
        return json.append("},\"last\":")
                .append(last == null ? "null" : last.json())
                .append('}')
                .toString();
    }
}
