package dev.sluice.metrics.admin;

import dev.sluice.metrics.vocabulary.Exposition;
import dev.sluice.metrics.vocabulary.SampleCount;
import dev.sluice.metrics.vocabulary.ScrapeFormat;
import io.prometheus.metrics.exporter.common.PrometheusHttpExchange;
import io.prometheus.metrics.exporter.common.PrometheusHttpRequest;
import io.prometheus.metrics.exporter.common.PrometheusHttpResponse;
import io.prometheus.metrics.expositionformats.PrometheusProtobufWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A scrape as the library sees it, answered into memory: the scrape's thread is free again before a slow client has
 * read the answer. Only the checked vocabularies and the library's own name filter come through as parameters.
 */
final class ScrapeExchange
        implements PrometheusHttpExchange, PrometheusHttpRequest, PrometheusHttpResponse, SampleCount, ScrapeFormat {

    static final String NAME_FILTER = "name[]";

    private static final PrometheusProtobufWriter PROTOBUF = new PrometheusProtobufWriter();

    private final AdminRequest request;
    private final List<String> vocabularies;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int status;
    private long samples;

    ScrapeExchange(AdminRequest request, List<String> vocabularies) {
        this.request = request;
        this.vocabularies = vocabularies;
    }

    Answer answer() {
        return new Answer(status, headers, body.toByteArray());
    }

    long samples() {
        return samples;
    }

    @Override
    public void samples(long count) {
        samples = count;
    }

    /** As the library chooses the form: by the first line of the name. */
    @Override
    public boolean isProtobuf() {
        List<String> accept = request.headers("Accept");
        return !accept.isEmpty() && PROTOBUF.accepts(accept.get(0));
    }

    @Override
    public PrometheusHttpRequest getRequest() {
        return this;
    }

    @Override
    public PrometheusHttpResponse getResponse() {
        return this;
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
        if (name.equals(Exposition.PARAMETER)) {
            return vocabularies.toArray(String[]::new);
        }
        List<String> values = name.equals(NAME_FILTER) ? request.parameters(name) : List.of();
        return values.isEmpty() ? null : values.toArray(String[]::new);
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

    @Override
    public void setHeader(String name, String value) {
        headers.put(name, value);
    }

    @Override
    public OutputStream sendHeadersAndGetBody(int statusCode, int contentLength) {
        status = statusCode;
        return body;
    }

    @Override
    public void handleException(IOException e) throws IOException {
        throw e;
    }

    @Override
    public void handleException(RuntimeException e) {
        throw e;
    }

    @Override
    public void close() {
        // Nothing is held open: the answer is in memory.
    }
}
