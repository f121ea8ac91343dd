package dev.sluice.netty.scenario;

import java.util.List;

/** Requests that must be refused, and requests that are only odd. */
final class Malformations {

    static final String BODY = "{\"model\":\"m\"}";
    private static final String CHAT = "POST /v1/chat/completions HTTP/1.1\r\n";
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
    private static final String CHUNK = "d\r\n" + BODY + "\r\n0\r\n\r\n";

    private Malformations() {}

    /** A request, and the status that it must get. */
    record Case(String name, String bytes, int status) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static String chat(String headers, String body) {
        return CHAT + "Host: gateway\r\n" + JSON + headers + "\r\n" + body;
    }

    private static Case bad(String name, String headers, String body) {
        return new Case(name, chat(headers, body), 400);
    }

    private static Case get(String name, String line, String headers, int status) {
        return new Case(name, line + "\r\n" + headers + "\r\n", status);
    }

    /** Heads and bodies whose end two parsers could see in two places. */
    static List<Case> framing() {
        return List.of(
                bad("length and coding", "Content-Length: 13\r\n" + CHUNKED, CHUNK),
                bad("coding and length", CHUNKED + "Content-Length: 13\r\n", CHUNK),
                bad("two different lengths", "Content-Length: 13\r\nContent-Length: 0\r\n", BODY),
                bad("two equal lengths", "Content-Length: 13\r\nContent-Length: 13\r\n", BODY),
                bad("a list of lengths", "Content-Length: 13, 13\r\n", BODY),
                bad("a negative length", "Content-Length: -13\r\n", BODY),
                bad("a signed length", "Content-Length: +13\r\n", BODY),
                bad("a hexadecimal length", "Content-Length: 0xd\r\n", BODY),
                bad("an empty length", "Content-Length:\r\n", BODY),
                bad("a length beyond 64 bits", "Content-Length: 99999999999999999999\r\n", BODY),
                bad("chunked twice", CHUNKED + CHUNKED, CHUNK),
                bad("chunked not last", "Transfer-Encoding: chunked, gzip\r\n", CHUNK),
                bad("an empty coding", "Transfer-Encoding: \r\n", CHUNK),
                bad("a coding in quotes", "Transfer-Encoding: \"chunked\"\r\n", CHUNK),
                new Case("a coding that is not known", chat("Transfer-Encoding: gzip\r\n", CHUNK), 501),
                new Case("gzip below chunked", chat("Transfer-Encoding: gzip, chunked\r\n", CHUNK), 501),
                new Case(
                        "a coding in HTTP/1.0",
                        "POST /v1/chat/completions HTTP/1.0\r\n" + JSON + CHUNKED + "\r\n" + CHUNK,
                        400),
                bad("a space before the colon of a coding", "Transfer-Encoding : chunked\r\n", CHUNK),
                bad("a folded coding", "Transfer-Encoding:\r\n chunked\r\n", CHUNK),
                bad("a size that is no number", CHUNKED, "xyz\r\n" + BODY + "\r\n0\r\n\r\n"),
                bad("a size with a prefix", CHUNKED, "0xd\r\n" + BODY + "\r\n0\r\n\r\n"),
                bad("a negative size", CHUNKED, "-1\r\n" + BODY + "\r\n0\r\n\r\n"),
                bad("a size beyond 64 bits", CHUNKED, "fffffffffffffffff\r\n" + BODY + "\r\n0\r\n\r\n"),
                bad("a chunk longer than its size", CHUNKED, "5\r\n" + BODY + "\r\n0\r\n\r\n"),
                bad("a bare LF behind a size", CHUNKED, "d\n" + BODY + "\r\n0\r\n\r\n"),
                bad("a bare LF behind a chunk", CHUNKED, "d\r\n" + BODY + "\n0\r\n\r\n"),
                bad("a trailer that is none", CHUNKED, "d\r\n" + BODY + "\r\n0\r\nno colon\r\n\r\n"));
    }

    /** Lines that are no HTTP, or more than is taken. */
    static List<Case> lines() {
        String host = "Host: gateway\r\n";
        return List.of(
                get("no Host", "GET /healthz HTTP/1.1", "", 400),
                get("two Hosts", "GET /healthz HTTP/1.1", host + host, 400),
                get("a Host that is none", "GET /healthz HTTP/1.1", "Host: a b\r\n", 400),
                get("a Host with a user", "GET /healthz HTTP/1.1", "Host: me@gateway\r\n", 400),
                get("an empty Host", "GET /healthz HTTP/1.1", "Host:\r\n", 400),
                get("an absolute target with a bad host", "GET http://a%20b:x/healthz HTTP/1.1", host, 400),
                get("an absolute target with a user", "GET http://me@gateway/healthz HTTP/1.1", host, 400),
                get("an absolute target without a host", "GET http:///healthz HTTP/1.1", host, 400),
                get("another scheme", "GET ftp://gateway/healthz HTTP/1.1", host, 400),
                get("a tunnel", "CONNECT gateway:443 HTTP/1.1", host, 400),
                get("the asterisk form", "OPTIONS * HTTP/1.1", host, 400),
                get("a fragment", "GET /healthz#a HTTP/1.1", host, 400),
                get("two spaces", "GET  /healthz HTTP/1.1", host, 400),
                get("a tab for a space", "GET\t/healthz HTTP/1.1", host, 400),
                get("HTTP/1.2", "GET /healthz HTTP/1.2", host, 505),
                get("HTTP/2.0", "GET /healthz HTTP/2.0", host, 505),
                get("a version in lower case", "GET /healthz http/1.1", host, 400),
                get("no version", "GET /healthz", host, 400),
                get("an HTTP/2 preface", "PRI * HTTP/2.0", "", 505),
                get("a folded header", "GET /healthz HTTP/1.1", host + "A: b\r\n c\r\n", 400),
                get("a space before a colon", "GET /healthz HTTP/1.1", host + "A : b\r\n", 400),
                get("a header without a name", "GET /healthz HTTP/1.1", host + ": b\r\n", 400),
                get("a header without a colon", "GET /healthz HTTP/1.1", host + "abc\r\n", 400),
                get("a NUL in a value", "GET /healthz HTTP/1.1", host + "A: b\0c\r\n", 400),
                get("a NUL in the target", "GET /health\0z HTTP/1.1", host, 400),
                get("a bare CR in a value", "GET /healthz HTTP/1.1", host + "A: b\rc\r\n", 400),
                new Case("a bare LF behind the request line", "GET /healthz HTTP/1.1\nHost: gateway\r\n\r\n", 400),
                new Case("a bare LF at the end", "GET /healthz HTTP/1.1\r\nHost: gateway\r\n\n", 400),
                new Case("TLS where there is none", "\26\3\1\2\0\1\0\1\374\3\3\r\n\r\n", 400),
                get("a request line that is too long", "GET /" + "a".repeat(9000) + " HTTP/1.1", host, 414),
                get("a head that is too large", "GET /healthz HTTP/1.1", host + headers(4, 9000), 431),
                get("too many headers", "GET /healthz HTTP/1.1", host + headers(100, 1), 431));
    }

    /** What is unusual and allowed. */
    static List<Case> oddities() {
        String host = "Host: gateway\r\n";
        return List.of(
                get("absolute form", "GET http://gateway/healthz HTTP/1.1", host, 200),
                get("absolute form with a port", "GET http://gateway:80/healthz HTTP/1.1", host, 200),
                get("absolute form of https", "GET https://gateway/healthz HTTP/1.1", host, 200),
                get("an IPv6 address for a host", "GET /healthz HTTP/1.1", "Host: [::1]:8080\r\n", 200),
                get("a name in mixed case", "GET /healthz HTTP/1.1", "hOsT: gateway\r\n", 200),
                get("tabs around a value", "GET /healthz HTTP/1.1", "Host:\t gateway \t\r\n", 200),
                get("a header without a value", "GET /healthz HTTP/1.1", host + "A:\r\n", 200),
                get("a value above ASCII", "GET /healthz HTTP/1.1", host + "A: caf\u00e9\r\n", 200),
                get("an empty query", "GET /healthz? HTTP/1.1", host, 200),
                get("a query", "GET /healthz?a=b&c HTTP/1.1", host, 200),
                get("an empty line before", "\r\nGET /healthz HTTP/1.1", host, 200),
                get("a body length of 0", "GET /healthz HTTP/1.1", host + "Content-Length: 0\r\n", 200),
                get("as many headers as there may be", "GET /healthz HTTP/1.1", host + headers(99, 1), 200),
                get("an empty option of a connection", "GET /healthz HTTP/1.1", host + "Connection: , a\r\n", 200),
                get("a lower-case method", "get /healthz HTTP/1.1", host, 405),
                get("an unheard-of method", "M-SEARCH /healthz HTTP/1.1", host, 405),
                get("an escaped path", "GET /%68ealthz HTTP/1.1", host, 404),
                get("dot segments", "GET /v1/../healthz HTTP/1.1", host, 404));
    }

    private static String headers(int count, int bytes) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append("X-").append(i).append(": ").append("a".repeat(bytes)).append("\r\n");
        }
        return lines.toString();
    }
}
