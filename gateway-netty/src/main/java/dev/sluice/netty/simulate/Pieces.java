package dev.sluice.netty.simulate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** The body of an answer, in the pieces in which it leaves; each is made when it is its turn. Immutable. */
sealed interface Pieces permits Whole, UnaryText, EventStream {

    /** How many there are, at least one. */
    int count();

    /** A piece; the caller owns it. */
    ByteBuf piece(int index, ByteBufAllocator allocator);

    /** The bytes of all of them; -1 when that is not known in advance. */
    long length();
}
