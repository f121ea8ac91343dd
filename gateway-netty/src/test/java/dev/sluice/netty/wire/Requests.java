package dev.sluice.netty.wire;

import java.util.List;
import java.util.stream.Stream;

/** Requests as they come on the wire, well-formed ones with what is to be read out of them. */
final class Requests {
    private static final String HOST = "Host: api.example\r\n";

    /** A request and the transcript of it. */
    record Sound(String name, String text, List<String> transcript) {
        @Override
        public String toString() {
            return name;
        }
    }

    private Requests() {}

    static String get(String lines) {
        return "GET /v1/models HTTP/1.1\r\n" + HOST + lines + "\r\n";
    }

    static String line(String line) {
        return line + "\r\n" + HOST + "\r\n";
    }

    static String post(String lines, String body) {
        return "POST /v1/x HTTP/1.1\r\n" + HOST + lines + "\r\n" + body;
    }

    static String chunked(String body) {
        return post("Transfer-Encoding: chunked\r\n", body);
    }

    private static Sound sound(String name, String text, String... transcript) {
        return new Sound(name, text, List.of(transcript));
    }

    private static Sound plain(String name, String text) {
        return sound(name, text, "GET=GET /v1/models| 1.1 keep", "end");
    }

    private static Sound chunks(String name, String body) {
        return sound(name, chunked(body), "POST=POST /v1/x| 1.1 keep body chunked", "body hello world", "end");
    }

    static Stream<Sound> sound() {
        return Stream.of(starts(), headers(), lengths(), chunkings()).flatMap(s -> s);
    }

    private static Stream<Sound> starts() {
        return Stream.of(
                plain("plain GET", get("")),
                plain("an empty line before", "\r\n" + get("")),
                sound("query", line("GET /a?b=c?d HTTP/1.1"), "GET=GET /a|?b=c?d 1.1 keep", "end"),
                sound("empty query", line("GET /? HTTP/1.1"), "GET=GET /|? 1.1 keep", "end"),
                sound("HEAD", line("HEAD / HTTP/1.1"), "HEAD=HEAD /| 1.1 keep", "end"),
                sound("PUT", line("PUT / HTTP/1.1"), "PUT=PUT /| 1.1 keep", "end"),
                sound("PATCH", line("PATCH / HTTP/1.1"), "PATCH=PATCH /| 1.1 keep", "end"),
                sound("DELETE", line("DELETE / HTTP/1.1"), "DELETE=DELETE /| 1.1 keep", "end"),
                sound("OPTIONS", line("OPTIONS / HTTP/1.1"), "OPTIONS=OPTIONS /| 1.1 keep", "end"),
                sound("another method", line("M-SEARCH / HTTP/1.1"), "M-SEARCH=OTHER /| 1.1 keep", "end"),
                sound("methods are case-sensitive", line("get / HTTP/1.1"), "get=OTHER /| 1.1 keep", "end"),
                sound("a longer method", line("POSTS / HTTP/1.1"), "POSTS=OTHER /| 1.1 keep", "end"),
                sound("absolute form", line("GET http://h:80/p?q HTTP/1.1"), "GET=GET /p|?q 1.1 keep", "end"),
                sound("absolute form, https", line("GET HTTPS://h/p HTTP/1.1"), "GET=GET /p| 1.1 keep", "end"),
                sound(
                        "odd but legal path",
                        line("GET //a/../%00;x=[]{} HTTP/1.1"),
                        "GET=GET //a/../%00;x=[]{}| 1.1 keep",
                        "end"),
                sound("HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", "GET=GET /| 1.0 close", "end"),
                sound(
                        "HTTP/1.0 keep-alive",
                        "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
                        "GET=GET /| 1.0 keep",
                        "end"));
    }

    private static Stream<Sound> headers() {
        return Stream.of(
                plain("no space behind the colon", get("a:b\r\n")),
                plain("white space around a value", get("a: \t b c\t \r\n")),
                plain("an empty value", get("a:\r\nb: \r\n")),
                plain("obs-text and a tab in a value", get("a: caf\u00e9\t\u00ff\r\n")),
                plain("every token character", get("!#$%&'*+-.^_`|~09azAZ: x\r\n")),
                plain("keep-alive", get("Connection: keep-alive\r\n")),
                plain("an upgrade is ignored", get("Connection: upgrade, http2-settings\r\nUpgrade: h2c\r\n")),
                sound("close", get("connection: x, CLOSE ,y\r\n"), "GET=GET /v1/models| 1.1 close", "end"),
                sound(
                        "close in the second line",
                        get("Connection: a\r\nConnection: close\r\n"),
                        "GET=GET /v1/models| 1.1 close",
                        "end"),
                plain("host with a port", get("").replace("api.example", "127.0.0.1:8080")),
                plain("host of IPv6", get("").replace("api.example", "[::1]:8080")),
                plain("host in capitals", get("").replace("Host:", "HOST:")),
                sound(
                        "expectation",
                        post("Expect: 100-Continue\r\nContent-Length: 1\r\n", "x"),
                        "POST=POST /v1/x| 1.1 keep continue body length 1",
                        "body x",
                        "end"),
                sound(
                        "expectation in HTTP/1.0",
                        "GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n",
                        "GET=GET /| 1.0 close",
                        "end"));
    }

    private static Stream<Sound> lengths() {
        return Stream.of(
                sound(
                        "a body",
                        post("Content-Length: 5\r\n", "hello"),
                        "POST=POST /v1/x| 1.1 keep body length 5",
                        "body hello",
                        "end"),
                sound(
                        "a body of length 0",
                        post("content-length: 0\r\n", ""),
                        "POST=POST /v1/x| 1.1 keep length 0",
                        "end"),
                sound("no body", post("", ""), "POST=POST /v1/x| 1.1 keep", "end"),
                sound(
                        "a length with zeros before",
                        post("Content-Length: 0005 \r\n", "hello"),
                        "POST=POST /v1/x| 1.1 keep body length 5",
                        "body hello",
                        "end"),
                sound(
                        "a body of line ends",
                        post("Content-Length: 6\r\n", "\r\n\r\n\r\n"),
                        "POST=POST /v1/x| 1.1 keep body length 6",
                        "body \r\n\r\n\r\n",
                        "end"),
                sound(
                        "a body in HTTP/1.0",
                        "POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\nhi",
                        "POST=POST /| 1.0 close body length 2",
                        "body hi",
                        "end"));
    }

    private static Stream<Sound> chunkings() {
        return Stream.of(
                chunks("one chunk", "b\r\nhello world\r\n0\r\n\r\n"),
                chunks("chunks", "5\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\n\r\n"),
                chunks("sizes in capitals, with zeros", "0000B\r\nhello world\r\n000\r\n\r\n"),
                chunks("extensions", "6;a\r\nhello \r\n5;b=c;d=\"e;\\\"f\"\r\nworld\r\n0;f\r\n\r\n"),
                chunks("white space in extensions", "6 ; a\t=\tb\r\nhello \r\n5;c = \"d\" ;e\r\nworld\r\n0\r\n\r\n"),
                chunks("trailers", "b\r\nhello world\r\n0\r\nDigest: x\r\nb:\r\n\r\n"),
                sound("an empty chunked body", chunked("0\r\n\r\n"), "POST=POST /v1/x| 1.1 keep body chunked", "end"),
                sound(
                        "the coding in capitals",
                        post("Transfer-Encoding:\tCHUNKED \r\n", "1\r\nx\r\n0\r\n\r\n"),
                        "POST=POST /v1/x| 1.1 keep body chunked",
                        "body x",
                        "end"));
    }
}
