package dev.sluice.core.dialect.translate;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.ChatOptions;
import dev.sluice.core.chat.Common;
import dev.sluice.core.chat.Delivery;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.chat.Format;
import dev.sluice.core.chat.JsonSource;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.RequestReader;
import dev.sluice.core.chat.StreamParser;
import dev.sluice.core.chat.UncarriedException;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Translates conversations of one pair of formats: the client's is read, the provider's written, and the answer the
 * other way round. Immutable, thread-safe.
 *
 * @param rules what becomes of the members that the two formats do not have in common
 */
record ChatTranslation(Format client, Format provider, Extras.Rules rules) implements Translation {

    @Override
    public Endpoint served(Delivery delivery) {
        return provider.endpoint(delivery);
    }

    @Override
    public String target(String model, Delivery delivery) {
        return provider.target(model, delivery);
    }

    @Override
    public Rewritten request(JsonSource request, Order order, OutputStream out) {
        RequestReader reader = new OwnTurns(client.requestReader(), Signatures.of(provider));
        return new Rewriting(client.title(), reader, provider.title(), provider.requestWriter(), rules)
                .write(request, order, out);
    }

    @Override
    public boolean answer(Asked asked, JsonParser answer, OutputStream out) throws IOException {
        MarkedAnswer marked = Signatures.of(provider).marking(client.answerWriter(asked, out));
        try {
            provider.answerParser().read(answer, marked);
            return marked.saysWhy();
        } catch (UncheckedIOException beyondBounds) {
            throw beyondBounds.getCause();
        }
    }

    @Override
    public TranslatedStream stream(Asked asked, OutputStream out) {
        MarkedAnswer answer = Signatures.of(provider).marking(client.streamWriter(asked, out));
        return new Bounded(provider.streamParser(answer), answer);
    }

    /** Reads requests without what others than the provider have signed. */
    private record OwnTurns(RequestReader reader, Signatures signatures) implements RequestReader {

        @Override
        public ChatOptions options(JsonSource request, Extras extras, Losses losses)
                throws IOException, UncarriedException {
            return reader.options(request, extras, losses);
        }

        @Override
        public void turns(JsonSource request, Turns turns, Losses losses) throws IOException, UncarriedException {
            reader.turns(request, signatures.own(turns), losses);
        }

        @Override
        public String name(Common member) {
            return reader.name(member);
        }
    }

    /** Writers that must hold something have bounds, and no other way to say that an answer is beyond them. */
    private record Bounded(StreamParser parser, MarkedAnswer answer) implements TranslatedStream {

        @Override
        public void event(byte[] bytes, int from, int to) throws IOException {
            try {
                parser.event(bytes, from, to);
            } catch (UncheckedIOException beyondBounds) {
                throw beyondBounds.getCause();
            }
        }

        @Override
        public void end() throws IOException {
            try {
                parser.end();
            } catch (UncheckedIOException beyondBounds) {
                throw beyondBounds.getCause();
            }
        }

        @Override
        public boolean saysWhy() {
            return answer.saysWhy();
        }

        @Override
        public boolean truncate(Usage used) throws IOException {
            try {
                return answer.truncate(used);
            } catch (UncheckedIOException beyondBounds) {
                throw beyondBounds.getCause();
            }
        }
    }
}
