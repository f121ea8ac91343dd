package dev.sluice.netty.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.core.chat.Truncation;
import dev.sluice.core.dialect.Dialect;
import dev.sluice.core.dialect.OpenAi;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Method;
import dev.sluice.netty.wire.Framing;
import dev.sluice.netty.wire.Ranges;
import dev.sluice.netty.wire.ResponseDecoder;
import dev.sluice.netty.wire.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A relay between the real decoder of answers and an embedded client channel; counts what the relay tells. */
final class Relaying implements ResponseDecoder.Sink, Relay.Downstream, StreamRelay.Progress {

    private static final Dialect DIALECT = new OpenAi();

    private final EmbeddedChannel client = new EmbeddedChannel();
    private final ResponseDecoder decoder = new ResponseDecoder(this);
    private final Relay relay;
    private final Framing towardsClient;
    private Framing source = Framing.NONE;
    private int commits;
    private int outputs;
    private int errors;
    private boolean ended;

    private Relaying(Framing towardsClient, Function<Relaying, Relay> relay) {
        this.towardsClient = towardsClient;
        this.relay = relay.apply(this);
        decoder.expect(Method.POST);
    }

    static Relaying stream(Framing towardsClient) {
        return new Relaying(
                towardsClient,
                self -> StreamRelay.whole(
                        self, DIALECT.streamReader(Endpoint.CHAT_COMPLETIONS), self, new byte[64 * 1024]));
    }

    static Relaying streamHidingUsage(Framing towardsClient) {
        return new Relaying(
                towardsClient,
                self -> StreamRelay.hidingUsage(
                        self, DIALECT.streamReader(Endpoint.CHAT_COMPLETIONS), self, new byte[64 * 1024]));
    }

    static Relaying bounded(Framing towardsClient, Bound bound, Truncation truncation) {
        return new Relaying(
                towardsClient,
                self -> StreamRelay.whole(
                                self, DIALECT.streamReader(Endpoint.CHAT_COMPLETIONS), self, new byte[64 * 1024])
                        .within(bound, truncation));
    }

    static Relaying unary(Framing towardsClient) {
        return new Relaying(
                towardsClient, self -> UnaryRelay.success(self, DIALECT.answerReader(Endpoint.CHAT_COMPLETIONS)));
    }

    static Relaying error(Framing towardsClient) {
        return new Relaying(towardsClient, UnaryRelay::error);
    }

    /** Feeds one read; gives the buffer that it was in, which is no longer the caller's. */
    ByteBuf feed(byte[] bytes, int from, int to) {
        ByteBuf read = PooledByteBufAllocator.DEFAULT.directBuffer(to - from).writeBytes(bytes, from, to - from);
        decoder.feed(read);
        return read;
    }

    ByteBuf feed(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return feed(bytes, 0, bytes.length);
    }

    Relay relay() {
        return relay;
    }

    int commits() {
        return commits;
    }

    int outputs() {
        return outputs;
    }

    int errors() {
        return errors;
    }

    boolean ended() {
        return ended;
    }

    /** The buffers that were written since the last look; now the caller's. */
    List<ByteBuf> written() {
        client.flushOutbound();
        List<ByteBuf> buffers = new ArrayList<>();
        for (ByteBuf next = client.readOutbound(); next != null; next = client.readOutbound()) {
            buffers.add(next);
        }
        return buffers;
    }

    /** The bytes that were written since the last look. */
    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (ByteBuf buffer : written()) {
            byte[] copy = new byte[buffer.readableBytes()];
            buffer.readBytes(copy);
            bytes.writeBytes(copy);
            buffer.release();
        }
        return bytes.toByteArray();
    }

    String text() {
        return new String(bytes(), UTF_8);
    }

    /**
     * What a client makes of chunks; fails where they are malformed, or unless the last chunk is there as announced.
     */
    static String unchunked(byte[] chunks, String lastChunk) {
        String text = new String(chunks, ISO_8859_1);
        StringBuilder body = new StringBuilder();
        int at = 0;
        while (at < text.length() && !text.startsWith("0\r\n", at)) {
            int lineEnd = text.indexOf("\r\n", at);
            int size = Integer.parseInt(text.substring(at, lineEnd), 16);
            body.append(text, lineEnd + 2, lineEnd + 2 + size);
            at = lineEnd + 2 + size;
            if (!text.startsWith("\r\n", at)) {
                throw new AssertionError("a chunk does not end with CR LF: " + text);
            }
            at += 2;
        }
        if (!text.substring(at).equals(lastChunk)) {
            throw new AssertionError("ends with '" + text.substring(at) + "'");
        }
        return new String(body.toString().getBytes(ISO_8859_1), UTF_8);
    }

    @Override
    public AnswerBody commit() {
        commits++;
        return new AnswerBody(client, towardsClient, source);
    }

    @Override
    public void output() {
        outputs++;
    }

    @Override
    public void error(byte[] bytes, int from, int to) {
        errors++;
    }

    @Override
    public void head(ResponseHead head) {
        source = head.framing();
    }

    @Override
    public void body(ByteBuf part, Ranges data) {
        relay.body(part, data);
    }

    @Override
    public void end(ResponseDecoder.Afterwards connection) {
        ended = true;
        relay.end();
    }

    @Override
    public void malformed(String why) {
        throw new AssertionError(why);
    }
}
