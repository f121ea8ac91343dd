package dev.sluice.netty.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.Truncation;
import dev.sluice.core.dialect.translate.Truncations;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Usage;
import dev.sluice.netty.wire.Framing;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Streams that may have to end before their provider ends them. */
class BoundedRelayTest {

    private static final String HEAD =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
    private static final String FIRST = "data: {\"id\":\"c\",\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";
    private static final String SECOND = "data: {\"id\":\"c\",\"choices\":[{\"delta\":{\"content\":\"b\"}}]}\n\n";
    private static final String THIRD = "data: {\"id\":\"c\",\"choices\":[{\"delta\":{\"content\":\"d\"}}]}\n\n";
    private static final String DONE = "data: [DONE]\n\n";
    private static final String END = "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":7,"
            + "\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,"
            + "\"finish_reason\":\"length\"}]}\n\n" + DONE;

    /** Ends an answer behind so many events with output, not counted those before the client saw any. */
    private static final class Most implements Bound {

        private int left;
        private int truncated;

        Most(int events) {
            left = events;
        }

        @Override
        public boolean reached() {
            left--;
            return left <= 0;
        }

        @Override
        public Usage used() {
            return Usage.tokens(1, 2);
        }

        @Override
        public void truncated() {
            truncated++;
        }
    }

    private static Relaying relaying(Most most) {
        Asked asked = new Asked("0123456789abcdef0123456789abcdef", 7, "m", false, Asked.Framing.EVENTS);
        Truncation truncation = Objects.requireNonNull(Truncations.of(Endpoint.CHAT_COMPLETIONS, asked));
        return Relaying.bounded(Framing.CHUNKED, most, truncation);
    }

    private static String chunk(String data) {
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }

    @Test
    void endsBehindAnEventWhereverTheReadsAreCut() {
        byte[] wire = (HEAD + chunk(FIRST) + chunk(SECOND + THIRD) + chunk(DONE) + "0\r\n\r\n").getBytes(UTF_8);
        int first = HEAD.length() + chunk(FIRST).length();
        for (int cut = first; cut < wire.length; cut++) {
            Most most = new Most(1);
            Relaying relaying = relaying(most);
            relaying.feed(wire, 0, first);
            relaying.feed(wire, first, cut);
            relaying.feed(wire, cut, wire.length);

            assertThat(Relaying.unchunked(relaying.bytes(), "0\r\n\r\n"))
                    .as("cut at %d", cut)
                    .isEqualTo(FIRST + SECOND + END);
            assertThat(most.truncated).isEqualTo(1);
        }
    }

    @Test
    void passesOnWhatDoesNotComeSoFar() {
        Most most = new Most(9);
        Relaying relaying = relaying(most);

        relaying.feed(HEAD + chunk(FIRST) + chunk(SECOND + THIRD + DONE) + "0\r\n\r\n");

        assertThat(Relaying.unchunked(relaying.bytes(), "0\r\n\r\n")).isEqualTo(FIRST + SECOND + THIRD + DONE);
        assertThat(most.truncated).isZero();
    }

    @Test
    void doesNotEndWhatHasSaidThatItEnds() {
        Most most = new Most(1);
        Relaying relaying = relaying(most);
        String last = SECOND.replace("}}]", "},\"finish_reason\":\"stop\"}]");

        relaying.feed(HEAD + chunk(FIRST));
        relaying.feed(chunk(last) + chunk(DONE) + "0\r\n\r\n");

        assertThat(Relaying.unchunked(relaying.bytes(), "0\r\n\r\n")).isEqualTo(FIRST + last + DONE);
        assertThat(most.truncated).isZero();
    }
}
