package dev.sluice.netty.exchange;

import dev.sluice.core.dialect.Dialect;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.MultipartPeek;
import dev.sluice.core.request.Splice;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A look into a request's body as it arrives, whatever its media type. */
sealed interface BodyLook permits JsonLook, BodyLook.Form, BodyLook.Opaque {

    /** Looks at the next bytes, borrowed for the call; false once the body is known to be malformed. */
    boolean feed(ByteBuffer part);

    /** The body has ended; false when it is malformed or incomplete. */
    boolean finish();

    /** Why {@code feed} or {@code finish} said no. */
    @Nullable
    Failure failure();

    @Nullable
    String model();

    /** Whether a stream is asked for. */
    boolean streams(Dialect dialect, Endpoint endpoint);

    /** Whether the body is JSON that has been, or will be, read whole. */
    default boolean isJson() {
        return false;
    }

    /** Whether a body of this kind may go upstream as it arrives, sooner or later. */
    default boolean mayEverStream() {
        return false;
    }

    /** Whether this body may go upstream now, as it arrives. */
    default boolean mayStream() {
        return mayEverStream();
    }

    /** The response that the request goes on with; null: none. */
    default @Nullable String previousResponse() {
        return null;
    }

    /** The most tokens that an answer may have; -1: it is not said. */
    default long maxTokens() {
        return -1;
    }

    /** How many answers are asked for. */
    default long choices() {
        return 1;
    }

    /** Whether a conversation is named that the provider keeps. */
    default boolean namesConversation() {
        return false;
    }

    /** Whether the provider may keep the answer. */
    default boolean stores() {
        return false;
    }

    /** Whether the usage of the stream is asked for by the gateway alone. */
    boolean hidesUsage(Dialect dialect, Endpoint endpoint);

    /** Whether the client itself asked for the usage of its stream. */
    default boolean includesUsage() {
        return false;
    }

    /** What to change in the body for a target. */
    List<Splice> edits(Dialect dialect, Endpoint endpoint, String upstreamModel);

    /** A multipart form. */
    record Form(MultipartPeek peek) implements BodyLook {

        @Override
        public boolean mayEverStream() {
            return true;
        }

        @Override
        public boolean mayStream() {
            return peek.model() != null;
        }

        @Override
        public boolean feed(ByteBuffer part) {
            return peek.feed(part);
        }

        @Override
        public boolean finish() {
            return peek.finish();
        }

        @Override
        public @Nullable Failure failure() {
            return peek.failure();
        }

        @Override
        public @Nullable String model() {
            return peek.model();
        }

        @Override
        public boolean streams(Dialect dialect, Endpoint endpoint) {
            return peek.stream();
        }

        @Override
        public boolean hidesUsage(Dialect dialect, Endpoint endpoint) {
            return false;
        }

        @Override
        public List<Splice> edits(Dialect dialect, Endpoint endpoint, String upstreamModel) {
            return peek.edits(upstreamModel);
        }
    }

    /** A body that is passed through, whatever it is. */
    enum Opaque implements BodyLook {
        /** It goes upstream as it arrives, once it is too long to be held. */
        STREAMED,
        /** It is held, as it is small and may be sent again. */
        HELD,
        /** JSON that is changed on its way, for which it must be whole. */
        WHOLE;

        @Override
        public boolean isJson() {
            return this == WHOLE;
        }

        @Override
        public boolean mayEverStream() {
            return this == STREAMED;
        }

        @Override
        public boolean feed(ByteBuffer part) {
            return true;
        }

        @Override
        public boolean finish() {
            return true;
        }

        @Override
        public @Nullable Failure failure() {
            return null;
        }

        @Override
        public @Nullable String model() {
            return null;
        }

        @Override
        public boolean streams(Dialect dialect, Endpoint endpoint) {
            return false;
        }

        @Override
        public boolean hidesUsage(Dialect dialect, Endpoint endpoint) {
            return false;
        }

        @Override
        public List<Splice> edits(Dialect dialect, Endpoint endpoint, String upstreamModel) {
            return List.of();
        }
    }
}
