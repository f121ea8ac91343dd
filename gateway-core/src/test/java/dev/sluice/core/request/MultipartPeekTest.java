package dev.sluice.core.request;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.Failure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartPeekTest {

    private static final String FIELD = "--B\r\nContent-Disposition: form-data; name=";
    private static final String BOUNDARY = "----form-7MA4YWxk";
    /** A file that holds what nearly is a delimiter, and what would be a field in another place. */
    private static final String FILE = part(
            "file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav\r\nX-Odd: \"",
            "RIFF\r\r\n\r\n--" + BOUNDARY.substring(0, 9) + "\r\n-\r\n--\r\nname=\"model\"\r\n\r\nnot-this\r");

    private static String part(String name, String value) {
        return "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static String form(String... parts) {
        return String.join("", parts) + "--" + BOUNDARY + "--\r\n";
    }

    @Test
    void findsTheFieldsWhereverTheBodyIsCut() {
        String text = "preamble\r\n" + form(FILE, part("stream", "true"), part("model", "whisper-1\r\n-\r"), FILE)
                + "epilogue";
        byte[] body = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at <= body.length; at++) {
            assertFindsAll(body, Parts.cut(body, at));
        }
        assertFindsAll(body, Parts.bytes(body));
    }

    private static void assertFindsAll(byte[] body, List<ByteBuffer> parts) {
        MultipartPeek peek = new MultipartPeek(BOUNDARY);
        assertThat(read(peek, parts)).as(() -> String.valueOf(peek.failure())).isTrue();
        assertThat(peek.model()).isEqualTo("whisper-1\r\n-\r");
        assertThat(peek.modelIs("whisper-1\r\n-\r")).isTrue();
        assertThat(peek.stream()).isTrue();
        assertThat(new String(body, peek.modelStart(), peek.modelEnd() - peek.modelStart(), StandardCharsets.UTF_8))
                .isEqualTo(peek.model());
    }

    @Test
    void replacesTheModelAndNothingElse() {
        byte[] body = Parts.utf8(form(FILE, part("model", "whisper-1"), part("language", "de")));
        MultipartPeek peek = new MultipartPeek(BOUNDARY);
        assertThat(read(peek, List.of(ByteBuffer.wrap(body)))).isTrue();

        assertThat(peek.edits("whisper-1")).isEmpty();
        assertThat(new String(Parts.apply(body, peek.edits("größer")), StandardCharsets.UTF_8))
                .isEqualTo(form(FILE, part("model", "größer"), part("language", "de")));
    }

    @Test
    void findsNoModelWhereThereIsNone() {
        MultipartPeek peek = new MultipartPeek(BOUNDARY);
        assertThat(read(peek, Parts.bytes(Parts.utf8(form(FILE, part("stream", "false"))))))
                .isTrue();
        assertThat(peek.model()).isNull();
        assertThat(peek.modelIs("")).isFalse();
        assertThat(peek.stream()).isFalse();
        assertThat(peek.edits("m")).isEmpty();
    }

    @Test
    void findsTheModelBehindRandomBytesInRandomParts() {
        long seed = 815;
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            StringBuilder noise = new StringBuilder();
            for (int left = random.nextInt(400); left > 0; left--) {
                noise.append("\r\n--x\u00ff".charAt(random.nextInt(6)));
            }
            String text = form(part("a", noise.toString()), part("model", "m" + round), part("b", noise.toString()));
            MultipartPeek peek = new MultipartPeek(BOUNDARY);
            boolean valid = read(peek, Parts.random(text.getBytes(StandardCharsets.ISO_8859_1), random));
            assertThat(valid).as("seed " + seed + ", round " + round).isTrue();
            assertThat(peek.model()).as("seed " + seed).isEqualTo("m" + round);
        }
    }

    @Test
    void refusesWhatIsAmbiguousInAField() {
        assertThat(failure(form(part("model", "a"), part("model", "b"))).param())
                .isEqualTo("model");
        assertThat(failure(form(part("model", ""))).message()).contains("'model' is empty");
        assertThat(failure(form(part("model", "x".repeat(257)))).message()).contains("longer than 256 bytes");
        assertThat(failure(form(part("stream", "true"), part("stream", "true"))).param())
                .isEqualTo("stream");
        assertThat(failure(form(part("stream", "perhaps"))).param()).isEqualTo("stream");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no delimiter at all",
                "--B",
                FIELD + "\"a\"\r\n\r\nnever closed\r\n--B",
                "--Bx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\na\r\n--B--",
                "--B-x",
                FIELD + "\"a\"\r\n\r\n--B--",
                "--B\r\n\r\nno headers\r\n--B--",
                "--B\r\nContent-Type: text/plain\r\n\r\na\r\n--B--",
                "--B\r\nContent-Disposition: form-data\r\n\r\na\r\n--B--",
                "--B\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\na\r\n--B--",
                FIELD + "\"a\"; name=\"model\"\r\n\r\na\r\n--B--",
                FIELD + "\"a\"; name*=utf-8''model\r\n\r\na\r\n--B--",
                FIELD + "\"a\r\n\r\na\r\n--B--",
                FIELD + "\"a\"\nX: y\r\n\r\na\r\n--B--",
                "--B\r\nContent-Disposition: form-data;\r\n name=\"a\"\r\n\r\na\r\n--B--",
                FIELD + "\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\na\r\n--B--",
                FIELD + "a\r\nContent-Disposition: form-data; name=b\r\n\r\na\r\n--B--",
            })
    void refusesMalformedForms(String form) {
        byte[] body = Parts.utf8(form);
        for (int at = 0; at <= body.length; at++) {
            MultipartPeek peek = new MultipartPeek("B");
            assertThat(read(peek, Parts.cut(body, at))).isFalse();
            assertThat(requireNonNull(peek.failure()).code()).isEqualTo(Failure.Code.INVALID_REQUEST);
            assertThat(requireNonNull(peek.failure()).message())
                    .contains("The form is malformed")
                    .contains("at byte");
        }
    }

    @Test
    void boundsPartHeaders() {
        String padding = "x".repeat(8 * 1024);
        assertThat(failure(form(part("a\"; filename=\"" + padding, "b"))).message())
                .contains("8192 bytes");
    }

    @Test
    void takesTokensPaddingAndHarmlessEncodings() {
        String form = String.join(
                "\r\n",
                "--B \t",
                "content-disposition:form-data;name=model ; x=y",
                "content-transfer-encoding: binary",
                "",
                "m",
                "--B--");
        MultipartPeek peek = new MultipartPeek("B");
        assertThat(read(peek, Parts.bytes(Parts.utf8(form)))).isTrue();
        assertThat(peek.model()).isEqualTo("m");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            nullValues = "-",
            value = {
                "multipart/form-data; boundary=abc|abc",
                "Multipart/Form-Data; charset=utf-8; Boundary=\"a b\"|a b",
                "multipart/form-data;boundary=----WebKit7MA4|----WebKit7MA4",
                "multipart/form-data|-",
                "multipart/form-data; boundary=|-",
                "multipart/form-data; boundary=\"a \"|-",
                "multipart/form-data; boundary=a; boundary=b|-",
                "multipart/form-data; boundary=\"a|-",
                "multipart/mixed; boundary=abc|-",
                "application/json|-",
            })
    void readsTheBoundary(String contentType, String boundary) {
        assertThat(MultipartPeek.boundary(contentType)).isEqualTo(boundary);
    }

    @Test
    void boundsTheBoundary() {
        assertThat(MultipartPeek.boundary("multipart/form-data; boundary=" + "b".repeat(70)))
                .hasSize(70);
        assertThat(MultipartPeek.boundary("multipart/form-data; boundary=" + "b".repeat(71)))
                .isNull();
    }

    private static Failure failure(String form) {
        MultipartPeek peek = new MultipartPeek(BOUNDARY);
        assertThat(read(peek, Parts.bytes(Parts.utf8(form)))).isFalse();
        return requireNonNull(peek.failure());
    }

    private static boolean read(MultipartPeek peek, List<ByteBuffer> parts) {
        for (ByteBuffer part : parts) {
            if (!peek.feed(part)) {
                assertThat(peek.finish()).isFalse();
                return false;
            }
        }
        return peek.finish();
    }
}
