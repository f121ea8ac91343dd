package dev.sluice.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.secret.Secret;
import dev.sluice.core.store.RedisUrl.Mode;
import dev.sluice.core.store.RedisUrl.Node;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RedisUrlTest {

    @Test
    void readsAServerASentinelsAndACluster() {
        assertThat(parse("redis://a"))
                .isEqualTo(new RedisUrl(Mode.SERVER, false, List.of(new Node("a", 6379)), "", null, 0, ""));
        assertThat(parse("rediss://bob:s%40%2Fsame+%25@[::1]:7000/15"))
                .isEqualTo(new RedisUrl(
                        Mode.SERVER, true, List.of(new Node("::1", 7000)), "bob", new Secret("s@/same+%"), 15, ""));
        assertThat(parse("REDIS-Sentinel://:p@a,b:1/2#my-master.1"))
                .isEqualTo(new RedisUrl(
                        Mode.SENTINEL,
                        false,
                        List.of(new Node("a", 26379), new Node("b", 1)),
                        "",
                        new Secret("p"),
                        2,
                        "my-master.1"));
        assertThat(parse("rediss-cluster://a,b/"))
                .isEqualTo(new RedisUrl(
                        Mode.CLUSTER, true, List.of(new Node("a", 6379), new Node("b", 6379)), "", null, 0, ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', quoteCharacter = '`', textBlock = """
            a `write redis://`
            redis:a `write redis://`
            redis-http://a `write redis://`
            redis:// `the host is missing`
            redis://a,b `several hosts`
            redis://a,,b `the host is missing`
            redis://a:99999 `a port is`
            redis://a/1x `the number of a database`
            redis://a?timeout=1 `leave out the query`
            redis://a#m `leave out #`
            redis-cluster://a/1 `no database but 0`
            redis-sentinel://a `the master at the end`
            redis-sentinel://a#m/1 `the master at the end`
            redis://top-secret@a `user:password@ or :password@`
            redis://bob:@a `user:password@ or :password@`
            redis://:top-secret%zz@a `written %25`
            redis://:top-secret/x@a `host`
            """)
    void saysWhatIsWrongAndNeverWhatThePasswordIs(String url, String message) {
        assertThatThrownBy(() -> parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("top-secret")
                .hasNoCause();
    }

    @Test
    void showsNoPasswordWhenItIsPrinted() {
        RedisUrl url = parse("redis-sentinel://bob:top-secret@a,[::1]:5#m");

        assertThat(url.toString()).doesNotContain("top-secret");
        assertThat(url.where()).isEqualTo("a:26379,[::1]:5#m");
    }

    @Test
    void refusesWhateverItCannotReadInOneWay() {
        Random random = new Random(7);
        String signs = "redis-clustn:/@#?,%a1[]";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder("redis://");
            for (int left = random.nextInt(20); left > 0; left--) {
                text.append(signs.charAt(random.nextInt(signs.length())));
            }
            try {
                assertThat(parse(text.toString()).nodes()).isNotEmpty();
            } catch (IllegalArgumentException e) {
                assertThat(e).hasNoCause();
            }
        }
    }

    private static RedisUrl parse(String url) {
        return RedisUrl.parse(new Secret(url));
    }
}
