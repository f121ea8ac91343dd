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
 * is committed before.
 */
public final class TranslatedAnswer implements Relay {

    /** Bytes of an answer that are translated; a longer one is none. */
    public static final int MOST = 32 * 1024 * 1024;

    private final Downstream downstream;
    private final AnswerReader reader;
    private final Translator translator;
    private final HeldBytes held = new HeldBytes();
    private ByteBuf answer = Unpooled.EMPTY_BUFFER;
    private @Nullable AnswerBody out;
    private @Nullable Code flaw;

    /** Writes the client's answer for the provider's. */
    @FunctionalInterface
    public interface Translator {
        void translate(byte[] answer, OutputStream out) throws IOException;
    }

    public TranslatedAnswer(Downstream downstream, AnswerReader reader, Translator translator) {
        this.downstream = downstream;
        this.reader = reader;
        this.translator = translator;
    }

    @Override
    public void body(ByteBuf read, Ranges data) {
        for (int i = 0; i < data.size(); i++) {
            reader.read(read.internalNioBuffer(data.from(i), data.to(i) - data.from(i)));
        }
        if ((long) held.size() + data.bytes() > MOST) {
            flaw = Code.UPSTREAM_MALFORMED;
            held.release();
        }
        if (flaw == null) {
            held.take(read, data);
        } else {
            read.release();
        }
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
        ScratchOutput written = new ScratchOutput(Math.max(512, held.size()));
        try {
            translator.translate(held.copy(), written);
        } catch (IOException malformed) {
            flaw = Code.UPSTREAM_MALFORMED;
        } catch (RuntimeException e) {
            Causes.noteTranslation(e);
            flaw = Code.UPSTREAM_MALFORMED;
        }
        held.release();
        answer = Unpooled.wrappedBuffer(written.bytes(), 0, written.size());
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
    }

    @Override
    public Usage usage() {
        return reader.usage();
    }
}
