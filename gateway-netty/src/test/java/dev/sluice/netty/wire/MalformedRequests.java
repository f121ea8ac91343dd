package dev.sluice.netty.wire;

import static dev.sluice.core.failure.Failure.Code.EXPECTATION_FAILED;
import static dev.sluice.core.failure.Failure.Code.HEADERS_TOO_LARGE;
import static dev.sluice.core.failure.Failure.Code.MALFORMED_HTTP;
import static dev.sluice.core.failure.Failure.Code.NOT_IMPLEMENTED;
import static dev.sluice.core.failure.Failure.Code.URI_TOO_LONG;
import static dev.sluice.core.failure.Failure.Code.VERSION_NOT_SUPPORTED;
import static dev.sluice.netty.wire.Requests.chunked;
import static dev.sluice.netty.wire.Requests.get;
import static dev.sluice.netty.wire.Requests.line;
import static dev.sluice.netty.wire.Requests.post;

import dev.sluice.core.failure.Failure;
import java.util.stream.Stream;

/** Requests that must be refused, and how: what smuggles, what is ambiguous, what is too large. */
final class MalformedRequests {

    /** A request that is refused, at its head or in its body. */
    record Bad(String name, String text, Failure.Code code) {
        @Override
        public String toString() {
            return name;
        }
    }

    private MalformedRequests() {}

    private static Bad bad(String name, String text) {
        return new Bad(name, text, MALFORMED_HTTP);
    }

    static Stream<Bad> heads() {
        return Stream.of(lines(), targets(), versions(), headerLines(), hosts(), framings(), limits())
                .flatMap(s -> s);
    }

    private static Stream<Bad> lines() {
        return Stream.of(
                bad("a bare LF behind the request line", "GET / HTTP/1.1\nHost: h\r\n\r\n"),
                bad("a bare LF behind a header", "GET / HTTP/1.1\r\nHost: h\na: b\r\n\r\n"),
                bad("a bare LF at the end of the head", "GET / HTTP/1.1\r\nHost: h\r\n\n"),
                bad("a bare CR behind the request line", "GET / HTTP/1.1\rHost: h\r\n\r\n"),
                bad("a bare CR in a header", get("a: b\rc: d\r\n")),
                bad("CR CR LF", get("a: b\r\r\n")),
                bad("two empty lines before", "\r\n\r\n" + get("")),
                bad("an LF before", "\n" + get("")),
                bad("a NUL before", "\0" + get("")),
                bad("a space before", " " + get("")),
                bad("two spaces before the target", line("GET  / HTTP/1.1")),
                bad("two spaces before the version", line("GET /  HTTP/1.1")),
                bad("a tab instead of a space", line("GET\t/ HTTP/1.1")),
                bad("a space behind the version", line("GET / HTTP/1.1 ")),
                bad("no target", line("GET HTTP/1.1")),
                bad("no method", line(" / HTTP/1.1")),
                bad("HTTP/0.9", "GET /\r\n\r\n"),
                bad("a method that is no token", line("GE(T / HTTP/1.1")),
                bad("a NUL in the method", line("GE\0T / HTTP/1.1")),
                bad("a start line of one word", line("GET")));
    }

    private static Stream<Bad> targets() {
        return Stream.of(
                bad("a space in the target", line("GET /a b HTTP/1.1")),
                bad("a NUL in the target", line("GET /a\0b HTTP/1.1")),
                bad("a control byte in the target", line("GET /a\u0001 HTTP/1.1")),
                bad("DEL in the target", line("GET /a\u007f HTTP/1.1")),
                bad("a byte above ASCII in the target", line("GET /caf\u00e9 HTTP/1.1")),
                bad("a fragment", line("GET /a#b HTTP/1.1")),
                bad("no slash", line("GET a HTTP/1.1")),
                bad("the asterisk form", line("OPTIONS * HTTP/1.1")),
                bad("the authority form", line("CONNECT h:443 HTTP/1.1")),
                bad("CONNECT to a path", line("CONNECT / HTTP/1.1")),
                bad("another scheme", line("GET ftp://h/ HTTP/1.1")),
                bad("absolute form without a path", line("GET http://h HTTP/1.1")),
                bad("absolute form with nothing but a query", line("GET http://h?/ HTTP/1.1")),
                bad("absolute form without a host", line("GET http:///p HTTP/1.1")),
                bad("absolute form with a user", line("GET http://u@h/p HTTP/1.1")));
    }

    private static Stream<Bad> versions() {
        return Stream.of(
                new Bad("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", VERSION_NOT_SUPPORTED),
                new Bad("HTTP/2.0", line("GET / HTTP/2.0"), VERSION_NOT_SUPPORTED),
                new Bad("HTTP/1.2", line("GET / HTTP/1.2"), VERSION_NOT_SUPPORTED),
                new Bad("HTTP/0.9 in words", line("GET / HTTP/0.9"), VERSION_NOT_SUPPORTED),
                bad("a version in lower case", line("GET / http/1.1")),
                bad("a version of two digits", line("GET / HTTP/1.10")),
                bad("a version without a point", line("GET / HTTP/11")),
                bad("another protocol", line("GET / RTSP/1.1")),
                bad("a version with a sign", line("GET / HTTP/+.1")));
    }

    private static Stream<Bad> headerLines() {
        return Stream.of(
                bad("a space before the colon", get("a : b\r\n")),
                bad("a tab before the colon", get("a\t: b\r\n")),
                bad("an empty name", get(": b\r\n")),
                bad("no colon", get("abc\r\n")),
                bad("a folded line", get("a: b\r\n c\r\n")),
                bad("a folded line with a tab", get("a: b\r\n\tc\r\n")),
                bad("white space before the first header", "GET / HTTP/1.1\r\n Host: h\r\n\r\n"),
                bad("a line of white space", get(" \r\n")),
                bad("a NUL in a name", get("a\0: b\r\n")),
                bad("a NUL in a value", get("a: b\0\r\n")),
                bad("a control byte in a value", get("a: \u000bb\r\n")),
                bad("DEL in a value", get("a: \u007f\r\n")),
                bad("a byte above ASCII in a name", get("\u00e9: b\r\n")),
                bad("a name with a slash", get("a/b: c\r\n")),
                bad("too many connection options", get("Connection: " + "a,".repeat(33) + "b\r\n")),
                new Bad("an unknown expectation", get("Expect: 200-ok\r\n"), EXPECTATION_FAILED),
                new Bad("two expectations", get("Expect: 100-continue, x\r\n"), EXPECTATION_FAILED));
    }

    private static Stream<Bad> hosts() {
        return Stream.of(
                bad("no Host", "GET / HTTP/1.1\r\n\r\n"),
                bad("no Host, absolute form", "GET http://h/ HTTP/1.1\r\n\r\n"),
                bad("two Hosts", get("Host: api.example\r\n")),
                bad("two Hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nhost: b\r\n\r\n"),
                bad("an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
                bad("a user in Host", host("u@h")),
                bad("a path in Host", host("h/p")),
                bad("a query in Host", host("h?q")),
                bad("a fragment in Host", host("h#f")),
                bad("a space in Host", host("a b")),
                bad("a list in Host", host("a,b")),
                bad("a backslash in Host", host("a\\b")),
                bad("a port without a host", host(":80")),
                bad("a port that is no number", host("h:8o")),
                bad("a port that is too long", host("h:000080")),
                bad("an address without its end", host("[::1")),
                bad("an empty address", host("[]")),
                bad("something behind an address", host("[::1]x")));
    }

    private static String host(String value) {
        return "GET / HTTP/1.1\r\nHost: " + value + "\r\n\r\n";
    }

    private static Stream<Bad> framings() {
        return Stream.of(
                bad("two different lengths", post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello")),
                bad("the same length twice", post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello")),
                bad("a list of lengths", post("Content-Length: 5, 5\r\n", "hello")),
                bad("a length with a plus", post("Content-Length: +5\r\n", "hello")),
                bad("a negative length", post("Content-Length: -5\r\n", "hello")),
                bad("a hexadecimal length", post("Content-Length: 0x5\r\n", "hello")),
                bad("an empty length", post("Content-Length:\r\n", "")),
                bad("a length with a space inside", post("Content-Length: 1 0\r\n", "hello")),
                bad("a length that overflows", post("Content-Length: 18446744073709551621\r\n", "hello")),
                bad("both, TE first", post("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "0\r\n\r\n")),
                bad("both, CL first", post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")),
                bad("another coding and a length", post("Content-Length: 3\r\nTransfer-Encoding: x\r\n", "abc")),
                bad("chunked in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                bad("chunked twice", post("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n")),
                bad("chunked in two lines", post("Transfer-Encoding: chunked\r\n".repeat(2), "0\r\n\r\n")),
                bad("chunked is not final", post("Transfer-Encoding: chunked, gzip\r\n", "0\r\n\r\n")),
                bad("an empty coding", post("Transfer-Encoding:\r\n", "0\r\n\r\n")),
                bad("an empty coding in a list", post("Transfer-Encoding: chunked,\r\n", "0\r\n\r\n")),
                bad("a quoted coding", post("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n")),
                bad("a vertical tab before chunked", post("Transfer-Encoding: \u000bchunked\r\n", "0\r\n\r\n")),
                bad("a space in the name", post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n")),
                new Bad("gzip", post("Transfer-Encoding: gzip\r\n", "0\r\n\r\n"), NOT_IMPLEMENTED),
                new Bad("identity", post("Transfer-Encoding: identity\r\n", "0\r\n\r\n"), NOT_IMPLEMENTED),
                new Bad("gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), NOT_IMPLEMENTED),
                new Bad("xchunked", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), NOT_IMPLEMENTED));
    }

    /** Against limits of 100 bytes a request line, 200 a head and 5 headers. */
    private static Stream<Bad> limits() {
        return Stream.of(
                new Bad("a long target", line("GET /" + "a".repeat(100) + " HTTP/1.1"), URI_TOO_LONG),
                new Bad("a request line without end", "G".repeat(150), URI_TOO_LONG),
                new Bad("a long header", get("a: " + "b".repeat(200) + "\r\n"), HEADERS_TOO_LARGE),
                new Bad("long headers", get(("a: " + "b".repeat(80) + "\r\n").repeat(2)), HEADERS_TOO_LARGE),
                new Bad("a header without end", "GET / HTTP/1.1\r\n" + "a".repeat(200), HEADERS_TOO_LARGE),
                new Bad("many headers", get("a: b\r\n".repeat(5)), HEADERS_TOO_LARGE));
    }

    static Stream<Bad> bodies() {
        return Stream.of(
                bad("a size that is no number", chunked("x\r\n")),
                bad("an empty size", chunked("\r\n")),
                bad("a negative size", chunked("-1\r\n")),
                bad("a size with 0x", chunked("0x1\r\na\r\n")),
                bad("a size of 17 digits", chunked("00000000000000001\r\na\r\n")),
                bad("a size that overflows", chunked("ffffffffffffffff\r\na\r\n")),
                bad("white space before a size", chunked(" 1\r\na\r\n")),
                bad("white space behind a size", chunked("1 \r\na\r\n")),
                bad("a bare LF behind a size", chunked("1\na\r\n")),
                bad("a bare CR behind a size", chunked("1\ra\r\n")),
                bad("data longer than its size", chunked("1\r\nab\r\n")),
                bad("data shorter than its size", chunked("3\r\na\r\n0\r\n\r\n")),
                bad("a bare LF behind data", chunked("1\r\na\n0\r\n\r\n")),
                bad("CR without LF behind data", chunked("1\r\na\rx")),
                bad("an extension without a name", chunked("1;\r\na\r\n")),
                bad("an extension that is no token", chunked("1;a(\r\na\r\n")),
                bad("an extension without a value", chunked("1;a=\r\na\r\n")),
                bad("two words in an extension", chunked("1;a b\r\na\r\n")),
                bad("white space behind an extension", chunked("1;a \r\na\r\n")),
                bad("a quoted value without end", chunked("1;a=\"b\r\na\r\n")),
                bad("a token behind a quoted value", chunked("1;a=\"b\"c\r\na\r\n")),
                bad("a bare LF in an extension", chunked("1;a\nb\r\na\r\n")),
                bad("a bare LF in a quoted value", chunked("1;a=\"\n\"\r\na\r\n")),
                bad("a NUL in a quoted pair", chunked("1;a=\"\\\0\"\r\na\r\n")),
                bad("a long extension", chunked("1;" + "a".repeat(256) + "\r\na\r\n")),
                bad("a bare LF behind the last chunk", chunked("0\n\r\n")),
                bad("a bare LF at the end", chunked("0\r\n\n")),
                bad("something behind the last CR", chunked("0\r\n\rx")),
                bad("a trailer without a colon", chunked("0\r\nabc\r\n\r\n")),
                bad("a folded trailer", chunked("0\r\na: b\r\n c\r\n\r\n")),
                bad("a space before a trailer's colon", chunked("0\r\na : b\r\n\r\n")),
                bad("a bare LF behind a trailer", chunked("0\r\na: b\n\r\n")),
                bad("a NUL in a trailer", chunked("0\r\na: \0\r\n\r\n")),
                bad("large trailers", chunked("0\r\n" + ("a: " + "b".repeat(1000) + "\r\n").repeat(9) + "\r\n")));
    }
}
