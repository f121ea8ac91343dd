package dev.sluice.netty.exchange;

import dev.sluice.core.dialect.Dialect;
import dev.sluice.core.dialect.Dialect.Header;
import dev.sluice.core.dialect.Dialect.Probe;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.provider.Upstream;
import dev.sluice.core.request.Endpoint;
import dev.sluice.netty.wire.HeadWriter;
import dev.sluice.netty.wire.Headers;
import dev.sluice.netty.wire.RequestHead;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the head of requests to one address of a provider, from scratch: the client's path and query, the provider's
 * host and credential, the client's headers that may pass, what the group's rules say, the body's own length. What does
 * not change is encoded once. One an address, configuration and event loop.
 */
final class UpstreamHead {

    /** The body is sent in chunks. */
    static final long CHUNKED = -1;

    /** There is no body. */
    static final long NO_BODY = -2;

    private static final byte[] POST = HeaderRules.ascii("POST");
    private static final byte[] JSON = HeaderRules.ascii("content-type: application/json\r\n");
    private static final byte[] ACCEPT_ENCODING = HeaderRules.ascii("accept-encoding");
    private static final byte[] IDENTITY = HeaderRules.ascii("accept-encoding: identity\r\n");
    private static final byte[] CONTENT_LENGTH = HeaderRules.ascii("content-length: ");
    private static final byte[] IN_CHUNKS = HeaderRules.ascii("transfer-encoding: chunked\r\n");
    private static final byte[] TRACEPARENT = HeaderRules.ascii("traceparent");
    private static final byte[] TRACESTATE = HeaderRules.ascii("tracestate");
    private static final byte[] COLON = HeaderRules.ascii(": ");
    private static final int MOST_CREDENTIALS = 10_000;

    private final byte[] prefix;
    private final byte[] afterTarget;
    private final byte[] parameter;
    private final Provider provider;
    private final List<byte[]> moreHeaders;
    private final GroupHeaders rules;
    private final List<Standing> standing;
    private final IdentityHashMap<ProviderKey, byte[]> credentials = new IdentityHashMap<>();

    /** A header line that is sent unless the client sends its own. */
    private record Standing(byte[] name, byte[] line) {

        static Standing of(Header header) {
            return new Standing(
                    HeaderRules.ascii(header.name()),
                    HeaderRules.ascii(header.name() + ": " + header.value() + "\r\n"));
        }
    }

    /**
     * What one request's head is made of.
     *
     * @param model what is written where the path names a model; null: what stands there
     * @param translated the path and query of a request that is translated, whose body is JSON; null: the client's own
     * @param root what stands in the place of {@link Dialect#ROOT}, with which the path may begin
     * @param length of the body, in bytes; or {@link #CHUNKED}, or {@link #NO_BODY}
     * @param trace what stands for the client's trace; null: what it says passes as it came
     * @param read whether the gateway reads the answer, which then must not be compressed
     */
    record Outgoing(
            RequestHead from,
            Address address,
            @Nullable String model,
            @Nullable String translated,
            String root,
            @Nullable ProviderKey key,
            long length,
            Supplier<String> clientAddress,
            @Nullable TraceLine trace,
            boolean read) {}

    /**
     * The gateway's own {@code traceparent}.
     *
     * @param statePasses whether the client's {@code tracestate} belongs to the same trace
     */
    record TraceLine(String value, boolean statePasses) {}

    UpstreamHead(Provider provider, Upstream upstream, List<byte[]> moreHeaders) {
        this.provider = provider;
        this.moreHeaders = moreHeaders;
        this.rules = new GroupHeaders(provider.name(), provider.rules().headers());
        this.standing = provider.dialect().standing().stream()
                .filter(header -> !rules.concerns(header.name()))
                .map(Standing::of)
                .toList();
        this.parameter = HeaderRules.ascii(provider.dialect().parameter());
        this.prefix = HeaderRules.ascii(" " + upstream.pathPrefix());
        this.afterTarget =
                HeaderRules.ascii(" HTTP/1.1\r\nhost: " + upstream.origin().authority() + "\r\n");
    }

    void write(ByteBuf out, Outgoing request) {
        RequestHead from = request.from();
        byte[] bytes = from.headers().bytes();
        out.writeBytes(bytes, from.methodStart(), from.methodEnd() - from.methodStart());
        out.writeBytes(prefix);
        if (request.translated() == null) {
            path(out, request);
            query(out, request);
        } else {
            translated(out, request.translated(), request.root());
        }
        out.writeBytes(afterTarget);
        ProviderKey key = request.key();
        if (key != null) {
            out.writeBytes(credential(key));
        }
        headers(out, request);
        standing(out, request.translated() == null ? from.headers() : null);
        rules.write(out, key, request.clientAddress());
        if (request.length() == CHUNKED) {
            out.writeBytes(IN_CHUNKS);
        } else if (request.length() >= 0) {
            out.writeBytes(CONTENT_LENGTH);
            HeadWriter.decimal(out, request.length());
            out.writeBytes(HeadWriter.CRLF);
        }
        out.writeBytes(HeadWriter.CRLF);
    }

    /** Writes the head of a request of the gateway's own, by the group's rules like any other. */
    void writeProbe(ByteBuf out, Probe probe, @Nullable ProviderKey key, Supplier<String> clientAddress) {
        out.writeBytes(POST).writeBytes(prefix).writeBytes(HeaderRules.ascii(probe.path()));
        out.writeBytes(afterTarget);
        if (key != null) {
            out.writeBytes(credential(key));
        }
        if (!rules.concerns("content-type")) {
            out.writeBytes(JSON);
        }
        standing(out, null);
        rules.write(out, key, clientAddress);
        out.writeBytes(CONTENT_LENGTH);
        HeadWriter.decimal(out, probe.body().length);
        out.writeBytes(HeadWriter.CRLF).writeBytes(HeadWriter.CRLF);
    }

    private void headers(ByteBuf out, Outgoing request) {
        Headers headers = request.from().headers();
        for (int i = 0; i < headers.count(); i++) {
            if (passes(request, headers, i) && !rules.concerns(headers, i) && !isOfOtherTrace(request, headers, i)) {
                HeadWriter.copy(out, headers, i);
            }
        }
        if (request.translated() != null && !rules.concerns("content-type")) {
            out.writeBytes(JSON);
        }
        if (request.read()) {
            out.writeBytes(IDENTITY);
        }
        TraceLine trace = request.trace();
        if (trace != null && !rules.concerns("traceparent")) {
            out.writeBytes(TRACEPARENT).writeBytes(COLON).writeBytes(HeaderRules.ascii(trace.value()));
            out.writeBytes(HeadWriter.CRLF);
        }
    }

    /** Whether a line of the client's says what the gateway says in another way. */
    private static boolean isOfOtherTrace(Outgoing request, Headers headers, int i) {
        TraceLine trace = request.trace();
        return trace != null
                && (headers.nameIs(i, TRACEPARENT) || !trace.statePasses() && headers.nameIs(i, TRACESTATE));
    }

    private boolean passes(Outgoing request, Headers headers, int i) {
        if (request.address().proxied()) {
            return HeaderRules.passesThrough(headers, i) && !(request.read() && headers.nameIs(i, ACCEPT_ENCODING));
        }
        return HeaderRules.goesUpstream(headers, i, moreHeaders)
                && (request.translated() == null || !HeaderRules.isOfDialect(headers, i));
    }

    private void translated(ByteBuf out, String target, String root) {
        boolean moved = !root.equals(Dialect.ROOT) && target.startsWith(Dialect.ROOT);
        String path = moved ? root + target.substring(Dialect.ROOT.length()) : target;
        out.writeBytes(HeaderRules.ascii(path));
        if (parameter.length > 0) {
            out.writeByte(target.indexOf('?') < 0 ? '?' : '&').writeBytes(parameter);
        }
    }

    /** The path as it came, but for the model that it may name. */
    private static void path(ByteBuf out, Outgoing request) {
        RequestHead from = request.from();
        byte[] bytes = from.headers().bytes();
        int at = request.address().pathFrom();
        if (!request.root().equals(Dialect.ROOT)) {
            out.writeBytes(HeaderRules.ascii(request.root()));
            at += Dialect.ROOT.length();
        }
        if (request.model() != null) {
            out.writeBytes(bytes, at, request.address().modelFrom(from) - at);
            out.writeBytes(PercentCoding.encode(request.model()));
            at = request.address().modelTo(from);
        }
        out.writeBytes(bytes, at, from.pathEnd() - at);
    }

    /** The query without the client's credential, and with what the provider wants there. */
    private void query(ByteBuf out, Outgoing request) {
        RequestHead from = request.from();
        boolean completed = parameter.length > 0 && request.address().endpoint() != Endpoint.PROXY;
        byte[] bytes = from.headers().bytes();
        char separator = '?';
        int start = from.pathEnd() + 1;
        while (start < from.targetEnd()) {
            int end = start;
            while (end < from.targetEnd() && bytes[end] != '&') {
                end++;
            }
            if (!Credential.isKeyParameter(bytes, start, end) && !(completed && isParameter(bytes, start, end))) {
                out.writeByte(separator).writeBytes(bytes, start, end - start);
                separator = '&';
            }
            start = end + 1;
        }
        if (completed) {
            out.writeByte(separator).writeBytes(parameter);
        }
    }

    private boolean isParameter(byte[] bytes, int from, int to) {
        int name = 0;
        while (parameter[name] != '=') {
            name++;
        }
        return to - from >= name
                && Arrays.equals(bytes, from, from + name, parameter, 0, name)
                && (to - from == name || bytes[from + name] == '=');
    }

    /** What the provider must have, where neither the client nor a rule says it. */
    private void standing(ByteBuf out, @Nullable Headers given) {
        for (int i = 0; i < standing.size(); i++) {
            Standing one = standing.get(i);
            if (given == null || given.find(one.name()) < 0) {
                out.writeBytes(one.line());
            }
        }
    }

    private byte[] credential(ProviderKey key) {
        byte[] line = credentials.get(key);
        if (line == null) {
            Header header = provider.dialect().credential(key.value());
            line = rules.concerns(header.name())
                    ? new byte[0]
                    : (header.name() + ": " + header.value() + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
            if (credentials.size() >= MOST_CREDENTIALS) {
                // Keys come and go through the API: what is still used comes back at once.
                credentials.clear();
            }
            credentials.put(key, line);
        }
        return line;
    }
}
