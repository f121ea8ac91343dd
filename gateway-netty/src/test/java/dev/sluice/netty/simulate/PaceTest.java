package dev.sluice.netty.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {

    private static final Reply.Spent SPENT = new Reply.Spent(1, "m", true, Billed.NOTHING);

    private static Reply reply(String settings, boolean streamed) {
        Script script = Script.DEFAULT.with(settings);
        Inquiry inquiry = new Inquiry(
                "m",
                "",
                1,
                1,
                List.of(),
                new Inquiry.Wishes(streamed, false, Integer.MAX_VALUE, 1, 0, false),
                Asks.NOTHING);
        return Reply.answer(
                ChatShape.of(Turn.of(inquiry, script.payload(), Tokenizer.PIECES.counting())), script, SPENT);
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    @Test
    void waitsForTheFirstTokenBeforeTheHead() {
        Reply stream = reply("delay=100ms+interval=10ms", true);

        assertThat(millis(stream.headWaitNanos())).isEqualTo(100);
        assertThat(stream.waitNanos(0)).isZero();
        assertThat(stream.waitNanos(1)).isZero();
        assertThat(millis(stream.waitNanos(2))).isEqualTo(10);
        assertThat(stream.waitNanos(17)).isZero();
    }

    @Test
    void waitsForTheFirstTokenBehindAnEarlyHead() {
        Reply stream = reply("delay=100ms+interval=10ms+head-delay=30ms", true);

        assertThat(millis(stream.headWaitNanos())).isEqualTo(30);
        assertThat(stream.waitNanos(0)).isZero();
        assertThat(millis(stream.waitNanos(1))).isEqualTo(70);
        assertThat(millis(stream.waitNanos(2))).isEqualTo(10);
    }

    @Test
    void waitsForTheWholeOfAUnaryAnswerBehindAnEarlyHead() {
        Reply unary = reply("delay=100ms+interval=10ms+head-delay=30ms", false);

        assertThat(millis(unary.headWaitNanos())).isEqualTo(30);
        assertThat(millis(unary.waitNanos(0))).isEqualTo(100 + 150 - 30);
        assertThat(unary.waitNanos(1)).isZero();
    }

    @Test
    void sendsTheFirstTokenWithAHeadThatIsLater() {
        Reply stream = reply("delay=10ms+head-delay=30ms", true);

        assertThat(millis(stream.headWaitNanos())).isEqualTo(30);
        assertThat(stream.waitNanos(1)).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.03, 0.05, 0.5, 1, 0.000001})
    void spreadsSlowRequestsEvenlyAndExactly(double share) {
        Pace.Slow slow = new Pace.Slow(1, share);

        assertThat(LongStream.rangeClosed(1, 1_000_000).filter(slow::strikes).count())
                .isEqualTo(Math.round(share * 1_000_000));
        long[] first = LongStream.rangeClosed(1, 1_000_000)
                .filter(slow::strikes)
                .limit(2)
                .toArray();
        assertThat(first[0]).isEqualTo((long) Math.ceil(1 / share));
    }

    @Test
    void isNeverSlowWithoutAShare() {
        assertThat(LongStream.rangeClosed(1, 1000).filter(Pace.Slow.NONE::strikes))
                .isEmpty();
    }

    @Test
    void isWholeWhicheverOfItsClassesIsLoadedFirst() throws Exception {
        URL classes = Pace.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader anew = new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader())) {
            Class.forName(Pace.Slow.class.getName(), true, anew);
            Class<?> pace = Class.forName(Pace.class.getName(), true, anew);
            Object atOnce = pace.getField("AT_ONCE").get(null);

            assertThat(pace.getMethod("slow").invoke(atOnce)).isNotNull();
        }
    }
}
