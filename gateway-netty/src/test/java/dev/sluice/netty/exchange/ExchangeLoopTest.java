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
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ExchangeLoopTest {

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

    /** What a question was made a key of with, which has been found. */
    private KeyMaker asked(String words) {
        KeyMaker maker = loop.keyMaker();
        maker.begin(Endpoint.CHAT_COMPLETIONS, new Asker("open", "default", "", ""), "m");
        maker.body(List.of(ByteBuffer.wrap(Chat.asking("m", words).getBytes(UTF_8))));
        CacheKey key = maker.key();
        maker.remember(key);
        return maker;
    }

    @Test
    void forgetsWhatWasAskedSoonAfterAPurgeThoughNothingMoreIsAsked() throws Exception {
        WeakReference<KeyMaker> knowing = onLoop(() -> new WeakReference<>(asked("a secret")));
        onLoop(() -> assertThat(loop.keyMaker()).isSameAs(knowing.get()));

        caches.purge(new Purge("somebody", null, null, null))
                .toCompletableFuture()
                .join();

        Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> {
            System.gc();
            return knowing.get() == null;
        });
    }

    @Test
    void remembersNothingUnderWhatHasForgottenWhatWasAsked() throws Exception {
        CacheKey before = onLoop(() -> asked("a question").key());
        caches.purge(Purge.ALL).toCompletableFuture().join();

        CacheKey after = onLoop(() -> {
            // The look was under way: it was found before, and is to be remembered now.
            loop.keyMaker().remember(before);
            return asked("another question").key();
        });

        assertThat(after).isNotEqualTo(before);
        assertThat(onLoop(() -> asked("a question").key())).isEqualTo(before);
    }
}
