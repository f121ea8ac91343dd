package dev.sluice.monitoring;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A recording rule or an alert, as it is written down; the other one's parts are absent. */
public record Rule(
        @JsonProperty("record") @Nullable String recorded,
        @JsonProperty("alert") @Nullable String alert,
        String expr,
        @JsonProperty("for") @Nullable String pending,
        @Nullable String severity,
        @Nullable String summary,
        @Nullable String description,
        Map<String, String> labels,
        List<Case> cases) {

    public Rule {
        labels = Map.copyOf(Objects.requireNonNullElse(labels, Map.of()));
        cases = List.copyOf(Objects.requireNonNullElse(cases, List.of()));
        if ((recorded == null) == (alert == null)) {
            throw new IllegalArgumentException("neither a record nor an alert, or both: " + expr);
        }
        if (alert != null && (severity == null || summary == null || description == null)) {
            throw new IllegalArgumentException(alert + " needs a severity, a summary and a description");
        }
    }

    public boolean isAlert() {
        return alert != null;
    }

    /** What the rule records or alerts of. */
    public String name() {
        return Objects.requireNonNull(alert == null ? recorded : alert);
    }
}
