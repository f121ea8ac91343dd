package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.journal.Book;
import dev.sluice.core.journal.Bookkeeping;
import dev.sluice.core.ledger.Entry;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.ClosedPort;
import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is written into the books, and what becomes of requests while that cannot be done. */
final class UnwritableBooksTest {

    /** Books that can be closed to writers. */
    private static final class Scripted implements Bookkeeping, Book {

        private final List<Entry> reserved = new CopyOnWriteArrayList<>();
        private final List<Entry> observed = new CopyOnWriteArrayList<>();
        private final List<Entry> settled = new CopyOnWriteArrayList<>();
        private final List<Entry> withdrawn = new CopyOnWriteArrayList<>();
        private volatile boolean writable = true;

        @Override
        public Book of(int loop) {
            return this;
        }

        @Override
        public @Nullable String trouble() {
            return null;
        }

        @Override
        public boolean reserved(Entry bound) {
            return writable && reserved.add(bound);
        }

        @Override
        public boolean observed(Entry soFar) {
            return writable && observed.add(soFar);
        }

        @Override
        public boolean settled(Entry entry) {
            return writable && settled.add(entry);
        }

        @Override
        public boolean withdrawn(Entry entry) {
            return writable && withdrawn.add(entry);
        }

        @Override
        public void close() {}
    }

    private static TestGateway gateway(int port, Scripted books, String store) {
        return TestGateway.start(
                TestGateway.routing(
                        port, Limited.key(", limits: { requests_per_day: 1 }") + "store: { " + store + " }"),
                books);
    }

    private static Answer ask(TestGateway gateway, String json) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.send(Limited.post(json)).answer();
        }
    }

    @Test
    void refusesWhatCannotBeWrittenDownAndCountsItForNothing() throws IOException {
        Scripted books = new Scripted();
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Limited.ANSWER);
                TestGateway gateway = gateway(upstream.port(), books, "kind: memory")) {
            books.writable = false;
            Answer refused = ask(gateway, Chat.unary("m"));
            ErrorShape.require(refused, 503, "journal_unavailable");
            assertThat(refused.header("retry-after")).isEqualTo("1");
            assertThat(upstream.requests()).isEmpty();
            gateway.settled(1);
            books.writable = true;

            assertThat(ask(gateway, Chat.unary("m")).status()).isEqualTo(200);
            TestGateway.await(() -> books.settled.size() == 1);
        }
    }

    @Test
    void letsItPassWhereThatIsWantedAndWritesTheEndLater() throws IOException {
        Scripted books = new Scripted();
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Limited.ANSWER);
                TestGateway gateway = gateway(upstream.port(), books, "kind: memory, when_unwritable: pass")) {
            books.writable = false;
            assertThat(ask(gateway, Chat.unary("m")).status()).isEqualTo(200);
            gateway.settled(1);
            assertThat(books.settled).isEmpty();
            books.writable = true;

            TestGateway.await(() -> books.settled.size() == 1);
            assertThat(books.settled.get(0).usage().output()).isEqualTo(100);
        }
    }

    @Test
    void letsThoseWhomNothingLimitsPass() throws IOException {
        Scripted books = new Scripted();
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Limited.ANSWER);
                TestGateway gateway = TestGateway.start(TestGateway.routing(upstream.port(), Limited.key("")), books)) {
            books.writable = false;
            assertThat(ask(gateway, Chat.unary("m")).status()).isEqualTo(200);
            gateway.settled(1);
            books.writable = true;

            TestGateway.await(() -> books.settled.size() == 1);
            assertThat(books.reserved).isEmpty();
        }
    }

    @Test
    void withdrawsWhatReachedNobodyAsSoonAsThatCanBeWritten() throws IOException {
        Scripted books = new Scripted();
        try (ClosedPort nobody = new ClosedPort();
                TestGateway gateway = gateway(nobody.number(), books, "kind: memory, when_unwritable: pass")) {
            books.writable = false;
            ErrorShape.require(ask(gateway, Chat.unary("m")), 502, "connect_failed");
            gateway.settled(1);
            assertThat(books.withdrawn).isEmpty();
            books.writable = true;

            TestGateway.await(() -> books.withdrawn.size() == 1);
            assertThat(books.settled).isEmpty();
            ErrorShape.require(ask(gateway, Chat.unary("m")), 502, "connect_failed");
        }
    }

    @Test
    void writesDownWhatAStreamHasUsedSoFar() throws IOException {
        Scripted books = new Scripted();
        try (ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
                    while (connection.readRequest()) {
                        connection.send(Said.STREAM + Said.chunk(Said.output("a word or two")));
                        connection.awaitProceed();
                        connection.send(Said.chunk(Said.output("and more")));
                        connection.awaitProceed();
                        connection.send(Said.chunk(Said.DONE) + Said.LAST);
                    }
                });
                TestGateway gateway = gateway(upstream.port(), books, "kind: memory");
                RawClient client = new RawClient(gateway.port())) {
            client.send(Limited.post(Chat.stream("m"))).until("a word or two");
            upstream.proceed();
            client.until("and more");
            TestGateway.await(
                    () -> books.observed.stream().anyMatch(each -> each.usage().output() > 0));
            upstream.proceed();
            client.until("[DONE]");
            TestGateway.await(() -> books.settled.size() == 1);

            Entry first = books.reserved.get(0);
            assertThat(books.reserved).hasSize(1);
            assertThat(books.observed).allMatch(each -> each.estimated() && each.idLow() == first.idLow());
            assertThat(books.settled.get(0).idHigh()).isEqualTo(first.idHigh());
            assertThat(books.settled.get(0).key()).isEqualTo("k");
        }
    }
}
