package dev.sluice.core.request;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The headers of one part of a form (RFC 7578, section 4.2), bounded to 8 KiB. What two readers could understand
 * differently is refused: bare line ends, folded lines, two dispositions, extended names, encoded values.
 */
final class PartHeaders {

    private static final int MAX = 8 * 1024;

    private byte[] bytes = new byte[256];
    private int length;
    private @Nullable String problem;
    private String name = "";
    private boolean named;

    void clear() {
        length = 0;
        problem = null;
        name = "";
        named = false;
    }

    /** Takes the next byte. True at the end: behind the empty line, or when there is a {@link #problem}. */
    boolean add(byte value) {
        if (length == MAX) {
            return fail("part headers longer than " + MAX + " bytes");
        }
        boolean behindReturn = length > 0 && bytes[length - 1] == '\r';
        if (behindReturn != (value == '\n')) {
            return fail("a bare line end in part headers");
        }
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, length * 2);
        }
        bytes[length++] = value;
        if (value != '\n' || (length > 2 && bytes[length - 3] != '\n')) {
            return false;
        }
        parse(new String(bytes, 0, length - 2, StandardCharsets.UTF_8));
        return true;
    }

    @Nullable
    String problem() {
        return problem;
    }

    /** The field's name. */
    String name() {
        return name;
    }

    private void parse(String headers) {
        for (String line : headers.split("\r\n", 0)) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.charAt(0) > ' ') {
                header(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1));
            } else if (!line.isEmpty()) {
                fail("a malformed header in a part");
            }
        }
        if (!named) {
            fail("a part without a name");
        }
    }

    private void header(String header, String value) {
        if (header.equals("content-disposition")) {
            disposition(value);
        } else if (header.equals("content-transfer-encoding")) {
            String encoding = value.strip().toLowerCase(Locale.ROOT);
            if (!encoding.equals("binary") && !encoding.equals("8bit") && !encoding.equals("7bit")) {
                fail("a part with a content-transfer-encoding");
            }
        }
    }

    private void disposition(String value) {
        HeaderParameters parsed = HeaderParameters.parse(value);
        if (parsed == null || named || !parsed.value().equals("form-data")) {
            fail("a malformed content-disposition");
            return;
        }
        String given = parsed.parameters().get("name");
        if (given == null || parsed.parameters().containsKey("name*")) {
            fail("a part without a plain name");
            return;
        }
        named = true;
        name = given;
    }

    private boolean fail(String what) {
        if (problem == null) {
            problem = what;
        }
        return true;
    }
}
