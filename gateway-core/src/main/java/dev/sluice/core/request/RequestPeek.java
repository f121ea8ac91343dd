package dev.sluice.core.request;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.request.JsonScanner.Event;
import dev.sluice.core.request.JsonScanner.Kind;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A look into a JSON request body as it arrives: finds the top-level members that the gateway acts on, wherever they
 * stand, and checks the whole of the body (RFC 8259) without building a tree. A member that occurs twice is refused,
 * for two readers could take different ones. Single-threaded and reused from body to body; borrows its parts.
 */
public final class RequestPeek {

    /** Bytes of a model's name at the most. */
    public static final int MAX_MODEL = 256;

    private static final Member[] MEMBERS = Member.values();
    private static final long NO_INTEGER = Long.MIN_VALUE;

    private final JsonScanner scanner = new JsonScanner();
    private final Map<Member, Found> members = new EnumMap<>(Member.class);
    private Member current = Member.MODEL;
    private boolean inOptions;
    private boolean emptyOptions;
    private @Nullable String model;
    private @Nullable String user;
    private @Nullable String previousResponse;
    private long maxTokens;
    private long maxCompletionTokens;
    private @Nullable Failure failure;

    public RequestPeek() {
        for (Member member : MEMBERS) {
            members.put(member, new Found());
        }
        reset();
    }

    /** Begins anew. The names last seen are kept, so that a connection that repeats them makes them once. */
    public void reset() {
        scanner.reset();
        for (Member member : MEMBERS) {
            found(member).kind = null;
        }
        inOptions = false;
        emptyOptions = true;
        maxTokens = -1;
        maxCompletionTokens = -1;
        failure = null;
    }

    /** Reads the next part of the body: from its position to its limit, which stay as they are. False once invalid. */
    public boolean feed(ByteBuffer part) {
        if (failure != null) {
            return false;
        }
        scanner.part(part.position());
        int to = part.limit();
        Event event = scanner.next(part, to);
        while (event != Event.MORE) {
            accept(event);
            if (failure != null) {
                return false;
            }
            event = scanner.next(part, to);
        }
        return true;
    }

    /** The body has ended. False when it is invalid or incomplete. */
    public boolean finish() {
        if (failure == null && !scanner.isComplete()) {
            malformed("the body ends inside of its JSON at byte " + scanner.offset());
        }
        return failure == null;
    }

    /** Why {@link #feed} or {@link #finish} gave false; never quotes the body. */
    public @Nullable Failure failure() {
        return failure;
    }

    /** The model asked for, or null where none is (yet). */
    public @Nullable String model() {
        return found(Member.MODEL).kind == null ? null : model;
    }

    public boolean modelIs(String name) {
        return name.equals(model());
    }

    public boolean stream() {
        return found(Member.STREAM).kind == Kind.TRUE;
    }

    /** Whether the client asked for the usage of its stream. */
    public boolean includesUsage() {
        return found(Member.INCLUDE_USAGE).kind == Kind.TRUE;
    }

    /** The most tokens that the answer may have: {@code max_completion_tokens}, else {@code max_tokens}, else -1. */
    public long maxTokens() {
        return maxCompletionTokens >= 0 ? maxCompletionTokens : maxTokens;
    }

    /** The end user that the client named, or null. */
    public @Nullable String user() {
        return found(Member.USER).kind == Kind.STRING ? user : null;
    }

    /** The response that the request goes on with; null: none. */
    public @Nullable String previousResponse() {
        return found(Member.PREVIOUS_RESPONSE_ID).kind == Kind.STRING ? previousResponse : null;
    }

    /** Whether the provider may keep the response: what it does unless it is told not to. */
    public boolean stores() {
        return found(Member.STORE).kind != Kind.FALSE;
    }

    /** Whether a conversation is named that the provider keeps. */
    public boolean namesConversation() {
        Kind kind = found(Member.CONVERSATION).kind;
        return kind != null && kind != Kind.NULL;
    }

    /** Whether a member was found, be it null. */
    public boolean has(Member member) {
        return found(member).kind != null;
    }

    /** Whether {@code stream_options} is an object, into which a member can be written. */
    public boolean hasStreamOptions() {
        return found(Member.STREAM_OPTIONS).kind == Kind.OBJECT;
    }

    /** Whether that object has no member. */
    public boolean hasEmptyStreamOptions() {
        return hasStreamOptions() && emptyOptions;
    }

    /** The offset of a found member's value in the body. */
    public int start(Member member) {
        return found(member).start;
    }

    /** The offset behind a found member's value in the body. */
    public int end(Member member) {
        return found(member).end;
    }

    private void accept(Event event) {
        switch (event) {
            case KEY -> key();
            case VALUE -> value();
            case OPEN -> open();
            case CLOSE -> {
                inOptions = false;
                found(Member.STREAM_OPTIONS).end = scanner.valueEnd();
            }
            default -> malformed(scanner.problem());
        }
    }

    private void key() {
        Member member;
        if (inOptions) {
            emptyOptions = false;
            member = Member.ofStreamOptions(scanner.text());
        } else {
            member = Member.ofBody(scanner.text());
        }
        if (member == null) {
            return;
        }
        if (has(member)) {
            refuse(member, "occurs twice, the second time before byte " + scanner.offset());
            return;
        }
        current = member;
        if (member == Member.CONVERSATION) {
            // An id, or an object that has one.
            scanner.watchWhole();
        } else {
            scanner.watch();
        }
    }

    private void open() {
        note();
        if (current == Member.STREAM_OPTIONS) {
            inOptions = true;
        } else {
            refuse(current, mustBe(current));
        }
    }

    private void value() {
        note();
        Kind kind = scanner.kind();
        switch (current) {
            case MODEL -> model(kind);
            case USER -> user(kind);
            case MAX_TOKENS -> maxTokens = limit(kind);
            case MAX_COMPLETION_TOKENS -> maxCompletionTokens = limit(kind);
            case STREAM, INCLUDE_USAGE -> require(kind == Kind.TRUE || kind == Kind.FALSE || kind == Kind.NULL);
            case STREAM_OPTIONS -> require(kind == Kind.NULL);
            case PREVIOUS_RESPONSE_ID -> previousResponse(kind);
            case STORE, CONVERSATION -> {}
        }
    }

    private void note() {
        Found found = found(current);
        found.kind = scanner.kind();
        found.start = scanner.valueStart();
        found.end = scanner.valueEnd();
    }

    private Found found(Member member) {
        return Objects.requireNonNull(members.get(member));
    }

    private void model(Kind kind) {
        CapturedText text = scanner.text();
        if (require(kind == Kind.STRING)) {
            if (text.length() == 0 && !text.overflows()) {
                refuse(Member.MODEL, "is empty, at byte " + scanner.valueStart());
            } else if (text.overflows() || text.length() > MAX_MODEL) {
                refuse(Member.MODEL, "is longer than " + MAX_MODEL + " bytes, at byte " + scanner.valueStart());
            } else {
                model = text.string(model);
            }
        }
    }

    private void user(Kind kind) {
        CapturedText text = scanner.text();
        if (require(kind == Kind.STRING || kind == Kind.NULL) && kind == Kind.STRING) {
            if (text.overflows()) {
                refuse(Member.USER, "is longer than 1024 bytes, at byte " + scanner.valueStart());
            } else {
                user = text.string(user);
            }
        }
    }

    private void previousResponse(Kind kind) {
        CapturedText text = scanner.text();
        if (require(kind == Kind.STRING || kind == Kind.NULL) && kind == Kind.STRING) {
            if (text.overflows()) {
                refuse(current, "is longer than 1024 bytes, at byte " + scanner.valueStart());
            } else {
                previousResponse = text.string(previousResponse);
            }
        }
    }

    /** A limit's value; what is negative limits nothing and is the provider's to judge. */
    private long limit(Kind kind) {
        if (kind == Kind.NULL) {
            return -1;
        }
        long value = kind == Kind.NUMBER ? scanner.text().integer(NO_INTEGER) : NO_INTEGER;
        require(value != NO_INTEGER);
        return Math.max(value, -1);
    }

    private boolean require(boolean fits) {
        if (!fits) {
            refuse(current, mustBe(current));
        }
        return fits;
    }

    private String mustBe(Member member) {
        String type = switch (member) {
            case MODEL, USER, PREVIOUS_RESPONSE_ID, CONVERSATION -> "a string";
            case STREAM, INCLUDE_USAGE, STORE -> "a boolean";
            case STREAM_OPTIONS -> "an object";
            case MAX_TOKENS, MAX_COMPLETION_TOKENS -> "an integer";
        };
        return "must be " + type + ", at byte " + scanner.valueStart();
    }

    private void malformed(String problem) {
        failure =
                Failure.of(Failure.Code.INVALID_JSON, "The request body is not a valid JSON object: " + problem + ".");
    }

    private void refuse(Member member, String problem) {
        found(member).kind = null;
        failure =
                new Failure(Failure.Code.INVALID_REQUEST, "'" + member.path() + "' " + problem + ".", member.path(), 0);
    }

    /** Where a member's value stands in the body; no kind: the member was not found. */
    private static final class Found {
        private @Nullable Kind kind;
        private int start;
        private int end;
    }
}
