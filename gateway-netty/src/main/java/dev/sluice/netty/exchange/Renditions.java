package dev.sluice.netty.exchange;

import dev.sluice.core.chat.Delivery;
import dev.sluice.core.dialect.translate.Translation;
import dev.sluice.core.dialect.translate.Translation.Order;
import dev.sluice.core.dialect.translate.Wording;
import dev.sluice.core.failure.Failure.Source;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Overrides;
import dev.sluice.core.routing.Target;
import dev.sluice.netty.exchange.TranslationTask.Outcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts one request into the words of one target after the other. A translation is kept for as long as its target is
 * tried; a long one is made elsewhere, and brought back to the event loop. Owns what was translated until
 * {@link #release}. Lives on the exchange's event loop.
 */
final class Renditions {

    /** What is longer is not translated on the event loop. */
    static final int MOST_ON_LOOP = 256 * 1024;

    private final Request request;
    private final ExchangeLoop shared;
    private @Nullable Rendition current;

    /** Into which the request cannot be translated. */
    private List<Translation> impossible = List.of();

    private boolean released;

    Renditions(Request request, ExchangeLoop shared) {
        this.request = request;
        this.shared = shared;
    }

    /** Whether a target can be asked this: it speaks the client's dialect, or one that the request can be put into. */
    boolean suits(Target target) {
        Endpoint called = request.endpoint();
        if (request.address().proxied()) {
            // Nothing is translated for who names the group.
            return !called.isModel()
                    || called.protocol() == target.provider().dialect().protocol();
        }
        Wording wording =
                shared.translations().wording(called, target.provider().dialect());
        if (wording == null) {
            return false;
        }
        Translation translation = wording.translation();
        return translation == null || !impossible.contains(translation);
    }

    /** Puts the request into words that the target knows, now or later, unless it is released before. */
    void render(Target target, Consumer<Outcome> to) {
        Rendition known = current;
        if (known == null || !isFor(known, target)) {
            drop();
            Translation translation = translation(target);
            if (translation != null) {
                translate(target, translation, to);
                return;
            }
            known = new Rendition(target, request.edits(target), null);
            current = known;
        }
        to.accept(new Outcome(known, null));
    }

    private @Nullable Translation translation(Target target) {
        Endpoint called = request.endpoint();
        Wording wording = request.address().proxied()
                ? Wording.AS_IT_CAME
                : shared.translations().wording(called, target.provider().dialect());
        // Where only one target will do it is asked as it is: it has the rest of the conversation.
        return wording == null ? null : wording.translation();
    }

    private void translate(Target target, Translation translation, Consumer<Outcome> to) {
        Delivery delivery = request.stream() ? Delivery.STREAM : Delivery.WHOLE;
        TranslationTask task = new TranslationTask(
                target,
                translation,
                new Order(target.model(), delivery, request.snapshot().translation()),
                shared.bodyMemory());
        RequestBody body = request.body();
        if (body.size() <= MOST_ON_LOOP) {
            to.accept(learn(task, task.run(body.views(), body.size(), shared.overrides())));
        } else {
            translateElsewhere(task, to);
        }
    }

    private void translateElsewhere(TranslationTask task, Consumer<Outcome> to) {
        // The client may leave while it is read.
        RequestBody body = request.body();
        List<ByteBuffer> views = body.lend();
        int size = body.size();
        boolean taken = shared.translationPool().take(() -> {
            Outcome outcome = task.run(views, size, new Overrides());
            try {
                shared.loop().executor().execute(() -> bring(task, outcome, to));
            } catch (RejectedExecutionException stopping) {
                body.giveBack();
                release(outcome.rendition());
            }
        });
        if (!taken) {
            body.giveBack();
            to.accept(Outcome.of(ErrorRenderer.noBodyMemory()));
        }
    }

    private void bring(TranslationTask task, Outcome outcome, Consumer<Outcome> to) {
        request.body().giveBack();
        if (released) {
            release(outcome.rendition());
        } else {
            to.accept(learn(task, outcome));
        }
    }

    private Outcome learn(TranslationTask task, Outcome outcome) {
        current = outcome.rendition();
        if (outcome.failure() != null && outcome.failure().code().source() == Source.CALLER) {
            List<Translation> more = new ArrayList<>(impossible);
            more.add(task.translation());
            impossible = List.copyOf(more);
        }
        return outcome;
    }

    /** Lets go of what was translated; idempotent. */
    void release() {
        released = true;
        drop();
    }

    private void drop() {
        Rendition before = current;
        current = null;
        release(before);
    }

    @SuppressWarnings("ReferenceEquality") // A plan gives the very same one again, or another one.
    private static boolean isFor(Rendition known, Target target) {
        return known.target() == target;
    }

    private static void release(@Nullable Rendition rendition) {
        if (rendition != null && rendition.translated() != null) {
            rendition.translated().body().release();
        }
    }
}
