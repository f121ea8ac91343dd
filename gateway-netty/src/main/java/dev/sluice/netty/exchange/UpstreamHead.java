package dev.sluice.netty.exchange;

import dev.sluice.core.dialect.Dialect.Header;
import dev.sluice.core.provider.KeyRing.ProviderKey;
import dev.sluice.core.provider.Provider;
import dev.sluice.netty.wire.HeadWriter;
import dev.sluice.netty.wire.Headers;
import dev.sluice.netty.wire.RequestHead;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the head of requests to one provider, from scratch: the client's path and query, the provider's host and
 * credential, the client's allowed headers, the body's own length. What does not change is encoded once. One a
 * provider, configuration and event loop.
 */
final class UpstreamHead {

    private static final byte[] POST = HeaderRules.ascii("POST ");
    private static final byte[] IDENTITY = HeaderRules.ascii("accept-encoding: identity\r\ncontent-length: ");

    private static final byte[] CHUNKED = HeaderRules.ascii("accept-encoding: identity\r\ntransfer-encoding: chunked");
    private static final byte[] END_OF_HEAD = HeaderRules.ascii("\r\n\r\n");

    private final byte[] prefix;
    private final byte[] afterTarget;
    private final Provider provider;
    private final List<byte[]> moreHeaders;
    private final Map<ProviderKey, byte[]> credentials = new HashMap<>();

    UpstreamHead(Provider provider, List<byte[]> moreHeaders) {
        this.provider = provider;
        this.moreHeaders = moreHeaders;
        this.prefix = HeaderRules.ascii(provider.pathPrefix());
        this.afterTarget =
                HeaderRules.ascii(" HTTP/1.1\r\nhost: " + provider.origin().authority() + "\r\n");
    }

    /** Writes a POST of a body of {@code length} bytes; -1: it is sent in chunks. */
    void write(ByteBuf out, RequestHead from, @Nullable ProviderKey key, long length) {
        out.writeBytes(POST).writeBytes(prefix);
        target(out, from);
        out.writeBytes(afterTarget);
        if (key != null) {
            out.writeBytes(credential(key));
        }
        Headers headers = from.headers();
        for (int i = 0; i < headers.count(); i++) {
            if (HeaderRules.goesUpstream(headers, i, moreHeaders)) {
                HeadWriter.copy(out, headers, i);
            }
        }
        if (length < 0) {
            out.writeBytes(CHUNKED);
        } else {
            out.writeBytes(IDENTITY);
            HeadWriter.decimal(out, length);
        }
        out.writeBytes(END_OF_HEAD);
    }

    /** The path as it came, and the query without the client's credential. */
    private static void target(ByteBuf out, RequestHead from) {
        byte[] bytes = from.headers().bytes();
        out.writeBytes(bytes, from.targetStart(), from.pathEnd() - from.targetStart());
        char separator = '?';
        int start = from.pathEnd() + 1;
        while (start < from.targetEnd()) {
            int end = start;
            while (end < from.targetEnd() && bytes[end] != '&') {
                end++;
            }
            if (!Credential.isKeyParameter(bytes, start, end)) {
                out.writeByte(separator).writeBytes(bytes, start, end - start);
                separator = '&';
            }
            start = end + 1;
        }
    }

    private byte[] credential(ProviderKey key) {
        byte[] line = credentials.get(key);
        if (line == null) {
            Header header = provider.dialect().credential(key.value());
            line = (header.name() + ": " + header.value() + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
            credentials.put(key, line);
        }
        return line;
    }
}
