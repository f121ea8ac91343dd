package dev.sluice.netty.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes the buffers that a test feeds, pooled direct and plain heap ones in turn, and knows whether all were released.
 */
final class Buffers {
    private static final PooledByteBufAllocator POOL = new PooledByteBufAllocator(true);

    private final List<ByteBuf> made = new ArrayList<>();

    ByteBuf of(byte[] bytes, int from, int to) {
        int length = to - from;
        ByteBuf buffer = made.size() % 2 == 0 ? POOL.directBuffer(length + 1) : Unpooled.buffer(length + 1);
        buffer.writeBytes(bytes, from, length);
        made.add(buffer);
        return buffer;
    }

    ByteBuf of(String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        return of(bytes, 0, bytes.length);
    }

    /** Feeds the bytes cut at the given places. */
    void feed(byte[] bytes, List<Integer> cuts, Consumer<ByteBuf> decoder) {
        int from = 0;
        for (int cut : cuts) {
            decoder.accept(of(bytes, from, cut));
            from = cut;
        }
        decoder.accept(of(bytes, from, bytes.length));
    }

    void assertReleased() {
        assertThat(made)
                .as("buffers still referenced")
                .allSatisfy(buffer -> assertThat(buffer.refCnt()).isZero());
    }

    /** Not at all, once at each byte, and at every byte. */
    static List<List<Integer>> everyCut(int length) {
        List<List<Integer>> cuts = new ArrayList<>();
        cuts.add(List.of());
        List<Integer> all = new ArrayList<>();
        for (int i = 1; i < length; i++) {
            cuts.add(List.of(i));
            all.add(i);
        }
        cuts.add(all);
        return cuts;
    }
}
