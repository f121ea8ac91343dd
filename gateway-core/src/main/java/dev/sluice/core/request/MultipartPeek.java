package dev.sluice.core.request;

import dev.sluice.core.failure.Failure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A look into a multipart/form-data body (RFC 7578, RFC 2046) as it arrives: finds the fields {@code model} and
 * {@code stream} among files of any size, in bounded memory, and follows the parts to the closing delimiter. A field
 * that occurs twice is refused. One instance a body; single-threaded; borrows its parts.
 */
public final class MultipartPeek {

    private static final byte[] CLOSING = {'-', '-'};

    private enum State {
        CONTENT,
        BEHIND_DELIMITER,
        CLOSING_DASH,
        PADDING,
        LINE_FEED,
        HEADERS,
        EPILOGUE
    }

    private final byte[] delimiter;
    private final PartHeaders headers = new PartHeaders();
    private final CapturedText text = new CapturedText(RequestPeek.MAX_MODEL);
    private State state = State.CONTENT;
    private int base;

    /** How much of the delimiter has been seen, and from which of its bytes on: its line end may have come before. */
    private int matched = 2;

    private int matchedFrom = 2;
    private String field = "";
    private boolean inPart;
    private boolean capturing;
    private int contentStart;

    private @Nullable String model;
    private int modelStart;
    private int modelEnd;
    private @Nullable Boolean stream;
    private @Nullable Failure failure;

    /** A look into a body whose parts are told apart by this boundary: see {@link #boundary}. */
    public MultipartPeek(String boundary) {
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The boundary in a Content-Type of multipart/form-data; null where it is another type, or no valid boundary is
     * there.
     */
    public static @Nullable String boundary(String contentType) {
        HeaderParameters parsed = HeaderParameters.parse(contentType);
        if (parsed == null || !parsed.value().equals("multipart/form-data")) {
            return null;
        }
        String boundary = parsed.parameters().get("boundary");
        return boundary != null && boundary.matches("[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")
                ? boundary
                : null;
    }

    /** Reads the next part of the body: from its position to its limit, which stay as they are. False once invalid. */
    public boolean feed(ByteBuffer part) {
        int at = part.position();
        int to = part.limit();
        base -= at;
        while (at < to && failure == null) {
            at = state == State.CONTENT ? content(part, at, to) : between(part.get(at), at);
        }
        base += to;
        return failure == null;
    }

    /** The body has ended. False when it is invalid or incomplete. */
    public boolean finish() {
        if (state != State.EPILOGUE && failure == null) {
            malformed("the body ends before its closing delimiter", 0);
        }
        return failure == null;
    }

    /** Why {@link #feed} or {@link #finish} gave false; never quotes the body. */
    public @Nullable Failure failure() {
        return failure;
    }

    /** The model asked for, or null where none is (yet). */
    public @Nullable String model() {
        return model;
    }

    public boolean modelIs(String name) {
        return name.equals(model);
    }

    public boolean stream() {
        return Boolean.TRUE.equals(stream);
    }

    /** The offset of the model's name in the body. */
    public int modelStart() {
        return modelStart;
    }

    /** The offset behind the model's name in the body. */
    public int modelEnd() {
        return modelEnd;
    }

    /** The edits that make the body ask for another model. */
    public List<Splice> edits(String upstreamModel) {
        if (model == null || modelIs(upstreamModel)) {
            return List.of();
        }
        byte[] name = upstreamModel.getBytes(StandardCharsets.UTF_8);
        return List.of(new Splice(modelStart, modelEnd - modelStart, name));
    }

    private int content(ByteBuffer part, int from, int to) {
        int at = from;
        while (at < to) {
            if (matched == 0) {
                int end = ByteRuns.until((byte) '\r', part, at, to);
                if (capturing) {
                    text.append(part, at, end);
                }
                if (end == to) {
                    return to;
                }
                at = end + 1;
                matched = 1;
                matchedFrom = 0;
            } else if (part.get(at) == delimiter[matched]) {
                at++;
                if (++matched == delimiter.length) {
                    endContent(at);
                    return at;
                }
            } else {
                giveBack();
            }
        }
        return at;
    }

    /**
     * What looked like a delimiter is content. The next try starts at the next byte: CR stands only first in a
     * delimiter.
     */
    private void giveBack() {
        for (int at = matchedFrom; capturing && at < matched; at++) {
            text.append(delimiter[at]);
        }
        matched = 0;
    }

    private void endContent(int at) {
        if (inPart && matchedFrom > 0) {
            malformed("a delimiter right behind part headers", at);
            return;
        }
        if (inPart) {
            endField(base + at - delimiter.length);
        }
        inPart = false;
        state = State.BEHIND_DELIMITER;
    }

    private int between(byte value, int at) {
        switch (state) {
            case BEHIND_DELIMITER -> state = behindDelimiter(value, at, State.CLOSING_DASH);
            case PADDING -> state = behindDelimiter(value, at, State.PADDING);
            case CLOSING_DASH -> state = expect(CLOSING[1], value, at, State.EPILOGUE);
            case LINE_FEED -> {
                state = expect((byte) '\n', value, at, State.HEADERS);
                headers.clear();
            }
            case HEADERS -> {
                if (headers.add(value)) {
                    beginContent(at + 1);
                }
            }
            default -> {}
        }
        return at + 1;
    }

    private State behindDelimiter(byte value, int at, State onDash) {
        if (value == ' ' || value == '\t') {
            return State.PADDING;
        }
        if (value == CLOSING[0] && onDash == State.CLOSING_DASH) {
            return onDash;
        }
        return expect((byte) '\r', value, at, State.LINE_FEED);
    }

    private State expect(byte expected, byte value, int at, State next) {
        if (value != expected) {
            malformed("a delimiter that goes on", at);
        }
        return next;
    }

    private void beginContent(int at) {
        String problem = headers.problem();
        if (problem != null) {
            malformed(problem, at);
            return;
        }
        state = State.CONTENT;
        inPart = true;
        matched = 2;
        matchedFrom = 2;
        field = headers.name();
        capturing = field.equals("model") || field.equals("stream");
        contentStart = base + at;
        text.clear();
        if (capturing && (field.equals("model") ? model != null : stream != null)) {
            refuse("occurs twice, the second time at byte " + contentStart);
        }
    }

    private void endField(int end) {
        if (!capturing) {
            return;
        }
        capturing = false;
        if (text.overflows()) {
            refuse("is longer than " + RequestPeek.MAX_MODEL + " bytes, at byte " + contentStart);
            return;
        }
        String value = text.string(null);
        if (field.equals("stream")) {
            stream(value.toLowerCase(Locale.ROOT));
        } else if (value.isEmpty()) {
            refuse("is empty, at byte " + contentStart);
        } else {
            model = value;
            modelStart = contentStart;
            modelEnd = end;
        }
    }

    private void stream(String value) {
        switch (value) {
            case "true", "1" -> stream = true;
            case "false", "0", "" -> stream = false;
            default -> refuse("must be true or false, at byte " + contentStart);
        }
    }

    private void malformed(String problem, int at) {
        String message = "The form is malformed: " + problem + ", at byte " + (base + at) + ".";
        failure = Failure.of(Failure.Code.INVALID_REQUEST, message);
    }

    private void refuse(String problem) {
        failure = new Failure(Failure.Code.INVALID_REQUEST, "'" + field + "' " + problem + ".", field, 0);
    }
}
