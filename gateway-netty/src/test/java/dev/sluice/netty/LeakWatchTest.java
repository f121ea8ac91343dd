package dev.sluice.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

final class LeakWatchTest {

    @Test
    void seesABufferThatNobodyReleased() {
        leak();

        assertThat(LeakWatch.take()).singleElement().asString().contains("LeakWatchTest.leak");
    }

    @Test
    void seesNothingWhereEveryBufferWasReleased() {
        ByteBufAllocator.DEFAULT.directBuffer(16).release();

        assertThat(LeakWatch.take()).isEmpty();
    }

    private static void leak() {
        ByteBuf lost = ByteBufAllocator.DEFAULT.directBuffer(16);
        assertThat(lost.refCnt()).isOne();
    }
}
