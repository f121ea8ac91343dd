package dev.sluice.netty.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.admission.Gates;
import dev.sluice.core.admission.Meters;
import dev.sluice.core.cache.Asker;
import dev.sluice.core.cache.CacheKey;
import dev.sluice.core.cache.Caches;
import dev.sluice.core.cache.ExactCache;
import dev.sluice.core.cache.KeyMaker;
import dev.sluice.core.cache.Purge;
import dev.sluice.core.cache.Question;
import dev.sluice.core.cache.Repeats;
import dev.sluice.core.cache.Told;
import dev.sluice.core.cache.Traits;
import dev.sluice.core.dialect.translate.Translations;
import dev.sluice.core.estimate.Estimator;
import dev.sluice.core.journal.PassingBooks;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.store.ResponseHomes;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.memory.MemoryStore;
import dev.sluice.netty.loop.Loop;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.upstream.UpstreamPools;
import dev.sluice.netty.upstream.UpstreamTls;
import dev.sluice.netty.upstream.UpstreamTransport;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ExchangeLoopTest {

    private static final Asker ASKER = new Asker("open", "default", "", "");

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop executor = group.next();
    private final Estimator estimates = new Estimator();
    private final TranslationPool translationPool = new TranslationPool(1);
    private final ExactCache exact = new ExactCache(Clock.systemUTC(), Runnable::run);
    private final Caches caches = new Caches(exact, List.of());
    private final ExchangeLoop loop = loop();

    private ExchangeLoop loop() {
        Loop made = new Loop(0, executor, LoopListener.SILENT);
        Store store = new MemoryStore();
        UpstreamTransport transport =
                new UpstreamTransport(NioSocketChannel::new, DefaultAddressResolverGroup.INSTANCE, new UpstreamTls());
        ExchangeLoop.Shared shared = new ExchangeLoop.Shared(
                () -> {
                    throw new AssertionError("nothing is configured");
                },
                new BodyMemory(0),
                () -> false,
                new ResponseHomes(store, Clock.systemUTC()),
                new Translations(),
                translationPool,
                estimates,
                Accounting.of(new Gates(new Meters()), new PassingBooks(store.ledger()), () -> null),
                AnswerCaches.of(caches, new Embeddings(Runnable::run), Clock.systemUTC()));
        return new ExchangeLoop(made, new UpstreamPools(made, transport, new UpstreamPools.Shares()), shared);
    }

    @AfterEach
    void close() {
        group.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
        translationPool.close();
        estimates.close();
    }

    private <T> T onLoop(Callable<T> task) throws Exception {
        return executor.submit(task).get(1, TimeUnit.MINUTES);
    }

    private static ByteBuffer bytes(String words) {
        return ByteBuffer.wrap(Chat.asking("m", words).getBytes(UTF_8));
    }

    /** A look at a body that comes in parts, and what was asked with it. */
    private Look look(String... parts) {
        String whole = String.join("", parts);
        JsonLook look = new JsonLook(loop, whole.length());
        RequestBody body = new RequestBody(new BodyMemory(1 << 20), 1 << 20);
        for (String part : parts) {
            look.feed(ByteBuffer.wrap(part.getBytes(UTF_8)));
            // Of a large read, as of a socket: such small parts are copied together.
            body.take(Unpooled.buffer(64 * 1024).writeBytes(part.getBytes(UTF_8)));
        }
        look.finish();
        return new Look(look, body);
    }

    private final class Look {

        private final JsonLook json;
        private final RequestBody body;

        Look(JsonLook json, RequestBody body) {
            this.json = json;
            this.body = body;
        }

        private Told told() {
            KeyMaker maker = loop.keyMaker();
            maker.begin(Endpoint.CHAT_COMPLETIONS, ASKER, "m");
            return maker.told(1);
        }

        private Repeats.@Nullable Asked asked() {
            return json.asked(body, told());
        }

        /** An answer is found. */
        private CacheKey found() {
            Told told = told();
            loop.keyMaker().body(body.views());
            CacheKey key = loop.keyMaker().key();
            json.found(body, told, new Question(key, ASKER, Endpoint.CHAT_COMPLETIONS, "m", false, Traits.PLAIN, null));
            return key;
        }

        private void over() {
            json.release();
            body.release();
        }
    }

    @Test
    void knowsAQuestionAgainWhetherItComesWholeOrInParts() throws Exception {
        String text = Chat.asking("m", "a question");
        CacheKey key = onLoop(() -> {
            Look first = look(text);
            assertThat(first.asked()).isNull();
            CacheKey made = first.found();
            first.over();
            return made;
        });

        onLoop(() -> {
            for (Look each : List.of(
                    look(text),
                    look(text.substring(0, 20), text.substring(20)),
                    look(text.substring(0, 1), text.substring(1, 9), text.substring(9)))) {
                assertThat(each.asked()).isEqualTo(new Repeats.Asked(key, Traits.PLAIN, null));
                assertThat(each.json.model()).isEqualTo("m");
                assertThat(each.found()).isEqualTo(key);
                each.over();
            }
            Look other = look(Chat.asking("m", "b question"));
            assertThat(other.asked()).isNull();
            other.over();
            return true;
        });
    }

    /** What was seen in a body that is remembered is the same whatever is looked into afterwards. */
    @Test
    void givesNothingBackThatOthersShare() throws Exception {
        onLoop(() -> {
            Look first = look(Chat.asking("m", "a question"));
            first.found();
            first.over();
            for (int i = 0; i < 10; i++) {
                Look other = look(Chat.asking("another-" + i, "something"));
                Look again = look(Chat.asking("m", "a question"));
                assertThat(again.json.model()).isEqualTo("m");
                assertThat(other.json.model()).isEqualTo("another-" + i);
                other.over();
                again.over();
            }
            return true;
        });
    }

    @Test
    void forgetsWhatWasAskedSoonAfterAPurgeThoughNothingMoreIsAsked() throws Exception {
        List<WeakReference<Object>> knowing = onLoop(() -> {
            Look asked = look(Chat.asking("m", "a secret"));
            asked.found();
            asked.over();
            Repeats.Body remembered = loop.repeats().body(List.of(bytes("a secret")));
            return List.of(
                    new WeakReference<>(loop.keyMaker()), new WeakReference<>(Objects.requireNonNull(remembered)));
        });
        // Something else may be under way for as long as it likes.
        Look longer = onLoop(() -> look(Chat.asking("m", "something else")));
        assertThat(knowing).noneMatch(each -> each.get() == null);

        caches.purge(new Purge("somebody", null, null, null))
                .toCompletableFuture()
                .join();

        Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> {
            System.gc();
            return knowing.stream().allMatch(each -> each.get() == null);
        });
        onLoop(() -> {
            longer.over();
            return true;
        });
    }

    @Test
    void remembersNothingOfWhatWasUnderWayWhenAllWasForgotten() throws Exception {
        String text = Chat.asking("m", "a question");
        Look underWay = onLoop(() -> look(text));
        caches.purge(Purge.ALL).toCompletableFuture().join();

        onLoop(() -> {
            underWay.found();
            underWay.over();
            Look again = look(text);
            assertThat(again.asked()).isNull();
            again.over();
            return true;
        });
    }
}
