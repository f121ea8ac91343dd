package dev.sluice.netty.simulate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/** A unary answer: what stands before its text, the text in groups of tokens of about 64 KiB, and what follows it. */
final class UnaryText implements Pieces {

    private static final int GROUP_BYTES = 64 << 10;

    private final byte[] before;
    private final Words words;
    private final byte[] after;
    private final long textBytes;
    private final int groups;

    UnaryText(byte[] before, Words words, byte[] after) {
        this.before = before;
        this.words = words;
        this.after = after;
        this.textBytes = words.length(0, words.tokens());
        this.groups = (int) Math.min(words.tokens(), (textBytes + GROUP_BYTES - 1) / GROUP_BYTES);
    }

    int tokens() {
        return words.tokens();
    }

    @Override
    public int count() {
        return groups + 2;
    }

    @Override
    public ByteBuf piece(int index, ByteBufAllocator allocator) {
        if (index == 0) {
            return Unpooled.wrappedBuffer(before);
        }
        if (index == groups + 1) {
            return Unpooled.wrappedBuffer(after);
        }
        int from = firstToken(index - 1);
        int end = firstToken(index);
        ByteBuf text = allocator.buffer((int) words.length(from, end));
        for (int token = from; token < end; token++) {
            words.write(token, text);
        }
        return text;
    }

    @Override
    public long length() {
        return before.length + textBytes + after.length;
    }

    private int firstToken(int group) {
        return (int) ((long) words.tokens() * group / groups);
    }
}
