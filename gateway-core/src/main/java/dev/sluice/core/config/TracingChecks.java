package dev.sluice.core.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Checks section {@code tracing}. */
final class TracingChecks {

    private static final String OTLP = "tracing.otlp";

    private final Problems problems;

    TracingChecks(Problems problems) {
        this.problems = problems;
    }

    void check(TracingConfig tracing) {
        TracingConfig.Otlp otlp = tracing.otlp();
        if (otlp == null) {
            return;
        }
        String endpoint = KeyPath.key(OTLP, "endpoint");
        if (!problems.has(endpoint) && !isUrl(otlp.endpoint())) {
            problems.add(endpoint, "must be a URL with http or https, a host and a path, without a login");
        }
        int position = 0;
        for (var header : otlp.headers().entrySet()) {
            String path = KeyPath.entry(KeyPath.key(OTLP, "headers"), header.getKey(), position++);
            if (!ServerChecks.isHeaderName(header.getKey().toLowerCase(Locale.ROOT))) {
                problems.add(path, "is not the name of a header");
            } else if (!header.getValue().value().matches("[ -~]{1,4096}")) {
                problems.add(path, "must be at most 4096 visible ASCII characters");
            }
        }
    }

    private static boolean isUrl(String text) {
        try {
            URI url = new URI(text);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            return http
                    && url.getHost() != null
                    && url.getUserInfo() == null
                    && url.getPath().length() > 1;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
