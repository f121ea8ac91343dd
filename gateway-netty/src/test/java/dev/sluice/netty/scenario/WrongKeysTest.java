package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.ledger.Ledger;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.memory.MemoryStore;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who guesses keys learns nothing, and costs little. */
final class WrongKeysTest {

    private static final int GUESSES = 10_000;
    private static final int GUESSERS = 4;

    private final AtomicInteger asked = new AtomicInteger();

    /** A store, or the ledger that it gives, that counts whatever is asked of it. */
    private Object counting(Class<?> port, Object real) {
        return Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (proxy, method, given) -> {
            asked.incrementAndGet();
            Object result = call(method, real, given);
            return method.getReturnType() == Ledger.class ? counting(Ledger.class, result) : result;
        });
    }

    private static Object call(Method method, Object on, Object[] given) throws Throwable {
        try {
            return method.invoke(on, given);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Test
    void answersAllGuessesAlikeAndAsksTheStoreNothing() throws IOException {
        Random random = new Random(41);
        Set<String> bodies = new HashSet<>();
        try (MemoryStore real = new MemoryStore();
                Store store = (Store) counting(Store.class, real);
                ScriptedUpstream upstream = ScriptedUpstream.answering(Limited.ANSWER);
                TestGateway gateway = TestGateway.start(
                        TestGateway.routing(upstream.port(), Limited.key(", limits: { requests_per_day: 5 }")),
                        store)) {
            int before = asked.get();
            for (int guesser = 0; guesser < GUESSERS; guesser++) {
                try (RawClient client = new RawClient(gateway.port())) {
                    for (int i = 0; i < GUESSES / GUESSERS; i++) {
                        String guess =
                                i % 7 == 0 ? "secre" + (char) ('a' + i % 19) : Long.toHexString(random.nextLong());
                        Answer answer = client.send(Chat.post(
                                        "x-request-id: same\r\nAuthorization: Bearer " + guess + "\r\n",
                                        Chat.unary("m")))
                                .answer();
                        assertThat(answer.status()).isEqualTo(401);
                        bodies.add(answer.text());
                    }
                }
            }

            assertThat(gateway.settled(GUESSES)).hasSize(GUESSES);
            assertThat(asked.get()).isEqualTo(before);
            assertThat(bodies).hasSize(1);
            assertThat(upstream.requests()).isEmpty();
            try (RawClient client = new RawClient(gateway.port())) {
                assertThat(client.send(Limited.post(Limited.asking("m", 10)))
                                .answer()
                                .status())
                        .isEqualTo(200);
            }
            // What counts does count.
            TestGateway.await(() -> asked.get() > before);
        }
    }
}
