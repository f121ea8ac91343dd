package dev.sluice.netty.relay;

import dev.sluice.core.dialect.AnswerReader;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.request.Usage;
import dev.sluice.netty.loop.Causes;
import dev.sluice.netty.wire.Ranges;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Relays a whole answer in another dialect: collects it, bounded, and writes the client's when it is complete. Nothing
 * is committed before. What it collects counts in the memory for bodies until {@link #release}. A long answer is
 * translated on another thread, which has a copy of it.
 */
public final class TranslatedAnswer implements Relay {

    /** Bytes of an answer that are translated; a longer one is none. */
    public static final int MOST = 32 * 1024 * 1024;

    /** What is longer is not translated on the event loop. */
    public static final int MOST_ON_LOOP = 256 * 1024;

    private final Downstream downstream;
    private final AnswerReader reader;
    private final Translator translator;
    private final Room room;
    private final Elsewhere elsewhere;
    private final HeldBytes held = new HeldBytes();
    private ByteBuf answer = Unpooled.EMPTY_BUFFER;
    private @Nullable AnswerBody out;
    private @Nullable Code flaw;
    private long reserved;
    private boolean unwanted;
    private boolean saysWhy;
    private boolean madeElsewhere;
    private volatile @Nullable Written written;

    /** What became of the answer. */
    private record Written(ScratchOutput out, @Nullable Code flaw, boolean saysWhy) {}

    /** Does work on another thread, and has {@link #takeIn} called when it is done. */
    @FunctionalInterface
    public interface Elsewhere {

        /** Takes the work; false when it cannot be done. */
        boolean take(Runnable work);
    }

    /** Writes the client's answer for the provider's, and tells whether it {@link #saysWhy}. */
    @FunctionalInterface
    public interface Translator {
        boolean translate(byte[] answer, OutputStream out) throws IOException;
    }

    public TranslatedAnswer(
            Downstream downstream, AnswerReader reader, Translator translator, Room room, Elsewhere elsewhere) {
        this.downstream = downstream;
        this.reader = reader;
        this.translator = translator;
        this.room = room;
        this.elsewhere = elsewhere;
    }

    @Override
    public void body(ByteBuf read, Ranges data) {
        for (int i = 0; i < data.size(); i++) {
            reader.read(read.internalNioBuffer(data.from(i), data.to(i) - data.from(i)));
        }
        if (flaw == null) {
            flaw = refusal(data.bytes());
        }
        if (flaw == null) {
            held.take(read, data);
        } else {
            read.release();
            release();
        }
    }

    /** Why no more can be held; null, and the room is taken, where it can. */
    private @Nullable Code refusal(int more) {
        if ((long) held.size() + more > MOST) {
            return Code.UPSTREAM_MALFORMED;
        }
        if (!room.reserve(more)) {
            return Code.BODY_MEMORY_EXHAUSTED;
        }
        reserved += more;
        return null;
    }

    @Override
    public @Nullable Code flaw() {
        return flaw;
    }

    @Override
    public @Nullable Code finish() {
        if (flaw != null) {
            return flaw;
        }
        byte[] bytes = held.copy();
        held.release();
        if (bytes.length <= MOST_ON_LOOP) {
            translate(bytes);
            return takeIn();
        }
        madeElsewhere = elsewhere.take(() -> translate(bytes));
        if (!madeElsewhere) {
            flaw = Code.BODY_MEMORY_EXHAUSTED;
        }
        return flaw;
    }

    /** On whichever thread: touches nothing but what it is given, and the one field that takes what it has made. */
    private void translate(byte[] bytes) {
        ScratchOutput out = new ScratchOutput(Math.max(512, bytes.length));
        Code found = null;
        boolean ended = false;
        try {
            ended = translator.translate(bytes, out);
        } catch (IOException malformed) {
            found = Code.UPSTREAM_MALFORMED;
        } catch (RuntimeException e) {
            Causes.noteTranslation(e);
            found = Code.UPSTREAM_MALFORMED;
        }
        written = new Written(out, found, ended);
    }

    @Override
    public boolean isMadeElsewhere() {
        return madeElsewhere;
    }

    @Override
    public @Nullable Code takeIn() {
        madeElsewhere = false;
        Written made = written;
        if (made == null || made.flaw() != null) {
            flaw = made == null ? Code.UPSTREAM_MALFORMED : made.flaw();
        } else {
            saysWhy = made.saysWhy();
            answer = Unpooled.wrappedBuffer(made.out().bytes(), 0, made.out().size());
        }
        written = null;
        if (unwanted) {
            release();
        }
        return flaw;
    }

    /** How long the client's answer is; known when the provider's has ended. */
    public int length() {
        return answer.readableBytes();
    }

    @Override
    public void end() {
        commitNow();
        if (out != null) {
            out.end();
        }
    }

    @Override
    public void commitNow() {
        if (out == null) {
            out = downstream.commit();
            out.own(answer);
        }
    }

    @Override
    public boolean isFull() {
        return false;
    }

    @Override
    public byte[] heldBytes() {
        return new byte[0];
    }

    @Override
    public boolean committed() {
        return out != null;
    }

    @Override
    public void release() {
        held.release();
        unwanted = true;
        if (!madeElsewhere) {
            room.free(reserved);
            reserved = 0;
        }
    }

    @Override
    public boolean saysWhy() {
        return saysWhy;
    }

    @Override
    public Usage usage() {
        return reader.usage();
    }
}
