package dev.sluice.netty.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.Failure;
import dev.sluice.netty.wire.RequestDecoder;
import dev.sluice.netty.wire.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CredentialTest {

    private static <T> T ofHead(String target, String lines, Function<RequestHead, T> asked) {
        AtomicReference<T> told = new AtomicReference<>();
        RequestDecoder decoder = new RequestDecoder(RequestDecoder.Limits.STANDARD, new RequestDecoder.Sink() {
            @Override
            public void head(RequestHead head) {
                told.set(asked.apply(head));
            }

            @Override
            public void body(ByteBuf part) {
                part.release();
            }

            @Override
            public void bodyEnd() {}

            @Override
            public void malformed(Failure failure) {
                throw new AssertionError(failure.toString());
            }
        });
        decoder.feed(Unpooled.copiedBuffer("GET " + target + " HTTP/1.1\r\nHost: h\r\n" + lines + "\r\n", ISO_8859_1));
        decoder.close();
        return told.get();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer one\r\nAccept: */*\r\n",
                "x-api-key: one\r\n",
                "X-Goog-Api-Key: one\r\nx-cookie: two\r\n",
                "Accept: */*\r\n",
            })
    void isTheOnlySecretOfMostHeads(String lines) {
        assertThat(ofHead("/v1/models?after=1", lines, Credential::isOnlySecretOf))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer one\r\nx-api-key: two\r\n",
                "Authorization: Bearer one\r\nAuthorization: Bearer two\r\n",
                "x-api-key: one\r\nX-GOOG-API-KEY: two\r\n",
                "Authorization: Bearer one\r\nCookie: two\r\n",
                "Proxy-Authorization: Basic two\r\n",
                "api-key: one\r\n",
            })
    void isNotWhereThereIsAnotherOne(String lines) {
        assertThat(ofHead("/v1/models", lines, Credential::isOnlySecretOf)).isFalse();
    }

    @Test
    void mayStandInTheQueryOnceHoweverItIsWritten() {
        String header = "x-api-key: one\r\n";
        assertThat(ofHead("/v1/models?a=b&key=one", "", Credential::isOnlySecretOf))
                .isTrue();
        assertThat(ofHead("/v1/models?a=b&key=one", header, Credential::isOnlySecretOf))
                .isFalse();
        assertThat(ofHead("/v1/models?key=one&a&%6Bey=two", "", Credential::isOnlySecretOf))
                .isFalse();
        assertThat(ofHead("/v1/models?keys=one", header, Credential::isOnlySecretOf))
                .isTrue();
    }
}
