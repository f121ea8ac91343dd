package dev.sluice.core.config;

import java.util.regex.Pattern;

/** A percentile such as p95, as the quantile 0.95. */
public record Percentile(double quantile) {

    private static final Pattern FORM = Pattern.compile("p[1-9][0-9](\\.[0-9]{1,2})?");

    static Percentile parse(String text) throws Malformed {
        if (!FORM.matcher(text).matches()) {
            throw new Malformed("write a percentile such as p90, p95 or p99.5");
        }
        return new Percentile(Double.parseDouble(text.substring(1)) / 100);
    }
}
