package dev.sluice.netty.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RangesTest {

    @Test
    void keepsMoreStretchesThanItBeganWithAndForgetsThem() {
        Ranges some = new Ranges();
        for (int i = 0; i < 100; i++) {
            some.add(10 * i, 10 * i + 3);
        }
        Ranges all = new Ranges();
        all.add(0, 1);
        all.addAll(some);
        assertThat(all.size()).isEqualTo(101);
        assertThat(all.bytes()).isEqualTo(301);
        assertThat(all.from(100)).isEqualTo(990);
        assertThat(all.to(100)).isEqualTo(993);
        all.clear();
        assertThat(all.size()).isZero();
        assertThat(all.bytes()).isZero();
    }
}
