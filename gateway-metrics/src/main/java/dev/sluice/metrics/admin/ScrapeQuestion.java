package dev.sluice.metrics.admin;

import dev.sluice.metrics.vocabulary.Exposition;
import dev.sluice.metrics.vocabulary.ScrapeFormat;
import io.prometheus.metrics.exporter.common.PrometheusHttpRequest;
import io.prometheus.metrics.expositionformats.PrometheusProtobufWriter;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A scrape as the library sees it. Only the checked vocabularies and the filter by name come through as parameters. */
final class ScrapeQuestion implements PrometheusHttpRequest, ScrapeFormat {

    static final String NAME_FILTER = "name[]";

    private static final PrometheusProtobufWriter PROTOBUF = new PrometheusProtobufWriter();

    private final AdminRequest request;
    private final List<String> vocabularies;

    ScrapeQuestion(AdminRequest request, List<String> vocabularies) {
        this.request = request;
        this.vocabularies = vocabularies;
    }

    List<String> vocabularies() {
        return vocabularies;
    }

    /** Those of the families that are asked for; empty: of all. */
    List<String> names() {
        return request.parameters(NAME_FILTER);
    }

    List<String> encodings() {
        return request.headers("Accept-Encoding");
    }

    /** As the library chooses the form: by the first line of the name. */
    @Override
    public boolean isProtobuf() {
        String accept = getHeader("Accept");
        return accept != null && PROTOBUF.accepts(accept);
    }

    @Override
    public String getRequestPath() {
        return request.path();
    }

    @Override
    public @Nullable String getQueryString() {
        return null;
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        return name.equals(Exposition.PARAMETER) ? vocabularies.toArray(String[]::new) : null;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return Collections.enumeration(request.headers(name));
    }

    /** Always GET: what HEAD leaves out is left out where answers are sent. */
    @Override
    public String getMethod() {
        return "GET";
    }
}
