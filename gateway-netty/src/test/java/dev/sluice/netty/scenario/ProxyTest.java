package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.ScriptedUpstream.Request;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ANY /proxy/{group}/{path}}: what goes upstream of a request's line and headers, and what does not. */
final class ProxyTest {

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PURGE", "M-SEARCH"})
    void forwardsAnyMethod(String method) throws IOException {
        try (OneGroup group = OneGroup.with("", "");
                RawClient client = group.client()) {
            client.send(method + " /proxy/g/v1/files/f-1?limit=2 HTTP/1.1\r\nHost: gateway\r\n\r\n");
            if (method.equals("HEAD")) {
                assertThat(client.head()).startsWith("HTTP/1.1 200 OK\r\n").contains("content-length: 2\r\n");
            } else {
                assertThat(client.answer().text()).isEqualTo("{}");
            }

            assertThat(group.seen().head())
                    .isEqualTo(method + " /v1/files/f-1?limit=2 HTTP/1.1\r\nhost: 127.0.0.1:"
                            + group.upstream().port() + "\r\nauthorization: Bearer sk-upstream\r\n\r\n");
            // The connection is where it should be: behind the answer.
            assertThat(client.send(RawClient.get("/healthz")).answer().status()).isEqualTo(200);
        }
    }

    @Test
    void passesAllHeadersButTheClientsOwn() throws IOException {
        String request = "PATCH /proxy/g/v1/files/a HTTP/1.1\r\n"
                + "Host: gateway.example\r\n"
                + "Authorization: Bearer client-key\r\n"
                + "X-Api-Key: client-key\r\n"
                + "X-Goog-Api-Key: client-key\r\n"
                + "Connection: keep-alive, X-Named\r\n"
                + "Keep-Alive: 5\r\n"
                + "TE: trailers\r\n"
                + "Upgrade: websocket\r\n"
                + "Proxy-Authorization: Basic xyz\r\n"
                + "Proxy-Connection: keep-alive\r\n"
                + "Proxy-Anything: 1\r\n"
                + "X-Named: by Connection\r\n"
                + "X-Request-Deadline-Ms: 60000\r\n"
                + "Cookie: a=b\r\n"
                + "Accept-Encoding: gzip, br\r\n"
                + "Content-Type: Application/Octet-Stream\r\n"
                + "Content-Encoding: zstd\r\n"
                + "X-Forwarded-For: 10.0.0.1\r\n"
                + "X-Request-Id: mine\r\n"
                + "Range: bytes=0-1\r\n"
                + "X-Twice: 1\r\n"
                + "X-Twice: 2\r\n"
                + "Content-Length: 4\r\n\r\nbody";
        try (OneGroup group = OneGroup.with("", "")) {
            assertThat(group.send(request).status()).isEqualTo(200);

            assertThat(group.seen().head())
                    .isEqualTo("PATCH /v1/files/a HTTP/1.1\r\n"
                            + "host: 127.0.0.1:" + group.upstream().port() + "\r\n"
                            + "authorization: Bearer sk-upstream\r\n"
                            + "Cookie: a=b\r\n"
                            + "Accept-Encoding: gzip, br\r\n"
                            + "Content-Type: Application/Octet-Stream\r\n"
                            + "Content-Encoding: zstd\r\n"
                            + "X-Forwarded-For: 10.0.0.1\r\n"
                            + "X-Request-Id: mine\r\n"
                            + "Range: bytes=0-1\r\n"
                            + "X-Twice: 1\r\n"
                            + "X-Twice: 2\r\n"
                            + "content-length: 4\r\n\r\n");
            assertThat(group.seen().text()).isEqualTo("body");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/proxy/g/, /",
        "/proxy/g/a?key=secret, /a",
        "/proxy/g/a?key=secret&b=1, /a?b=1",
        "/proxy/g/a?b=1&KEY=secret&c, /a?b=1&c",
        "/proxy/g/a?b=1&%6Bey=secret, /a?b=1",
        "/proxy/g/a?keys=1&monkey=2, /a?keys=1&monkey=2",
        "/proxy/g/a?b=../%2f%5C\\&c=http://x/?key=1, /a?b=../%2f%5C\\&c=http://x/?key=1",
        "/proxy/g//a///b/, //a///b/",
        "/proxy/g/a%20b;c=d/..e/f../.../%2Eg/%c3%a9%zz, /a%20b;c=d/..e/f../.../%2Eg/%c3%a9%zz",
        "/proxy/g/proxy/h/a, /proxy/h/a",
        "/proxy/g/healthz, /healthz"
    })
    void keepsPathAndQueryByteForByte(String target, String forwarded) throws IOException {
        try (OneGroup group = OneGroup.with("", "")) {
            assertThat(group.send(RawClient.get(target)).status()).isEqualTo(200);

            assertThat(group.seen().head()).startsWith("GET " + forwarded + " HTTP/1.1\r\n");
        }
    }

    @Test
    void putsThePathBehindThatOfTheUpstream() throws IOException {
        try (OneGroup first = OneGroup.with("", "")) {
            String yaml = OneGroup.configuration(first.upstream().port(), "", "");
            first.gateway().reload(yaml.replace("\"\n", "/base\"\n"));
            assertThat(first.send(RawClient.get("/proxy/g/v1/files")).status()).isEqualTo(200);

            assertThat(first.seen().head()).startsWith("GET /base/v1/files HTTP/1.1\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/proxy/g/.",
                "/proxy/g/..",
                "/proxy/g/../v1/models",
                "/proxy/g/a/../b",
                "/proxy/g/a/./b",
                "/proxy/g/a/..",
                "/proxy/g/a/%2e%2e/b",
                "/proxy/g/a/%2E.",
                "/proxy/g/a/.%2e/b?c",
                "/proxy/g/a/%2e",
                "/proxy/g/a%2fb",
                "/proxy/g/a%2Fb",
                "/proxy/g/a%2f",
                "/proxy/g/a%5cb",
                "/proxy/g/a%5C",
                "/proxy/g/a\\b",
                "/proxy/g/..\\b",
                "http://gateway/proxy/g/v1/files",
                "https://elsewhere.example/proxy/g/v1/files"
            })
    void refusesPathsThatAnUpstreamMightReadOtherwise(String target) throws IOException {
        try (OneGroup group = OneGroup.with("", "")) {
            ErrorShape.require(group.send(RawClient.get(target)), 400, "invalid_request");
            ErrorShape.require(group.send(RawClient.post(target, "{\"model\":\"m\"}")), 400, "invalid_request");

            assertThat(group.upstream().connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/proxy",
                "/proxy/",
                "/proxy/g",
                "/proxy/g?a=/b",
                "/proxy//v1/files",
                "/Proxy/g/a",
                "/./proxy/g/a"
            })
    void hasNothingWhereNoGroupAndPathAreNamed(String target) throws IOException {
        try (OneGroup group = OneGroup.with("", "")) {
            ErrorShape.require(group.send(RawClient.get(target)), 404, "not_found");

            assertThat(group.upstream().connections()).isZero();
        }
    }

    @Test
    void takesTheKeysInTurn() throws IOException {
        try (OneGroup group = OneGroup.with("keys: [ { name: a, value: sk-a }, { name: b, value: sk-b } ]", "")) {
            for (int i = 0; i < 4; i++) {
                assertThat(group.send(RawClient.get("/proxy/g/v1/files")).status())
                        .isEqualTo(200);
            }

            List<String> keys = group.upstream().requests().stream()
                    .map(Request::head)
                    .map(head -> head.replaceAll("(?s).*authorization: Bearer (\\S+).*", "$1"))
                    .toList();
            assertThat(keys).containsExactly("sk-a", "sk-b", "sk-a", "sk-b");
        }
    }

    @Test
    void sendsNoCredentialWhereTheGroupNeedsNone() throws IOException {
        try (OneGroup group = OneGroup.with("keys: []", "")) {
            String request = "GET /proxy/g/v1/files HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer mine\r\n\r\n";
            assertThat(group.send(request).status()).isEqualTo(200);

            assertThat(group.seen().head())
                    .doesNotContainIgnoringCase("authorization")
                    .doesNotContain("mine");
        }
    }
}
