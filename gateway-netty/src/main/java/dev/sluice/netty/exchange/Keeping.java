package dev.sluice.netty.exchange;

import dev.sluice.core.cache.Answer;
import dev.sluice.core.cache.CacheSettings;
import dev.sluice.core.cache.Controls;
import dev.sluice.core.cache.Ending;
import dev.sluice.core.cache.Entry;
import dev.sluice.core.cache.Flights.Ticket;
import dev.sluice.core.cache.Question;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Usage;
import dev.sluice.core.routing.Destination;
import dev.sluice.core.routing.Route;
import dev.sluice.core.routing.Target;
import dev.sluice.netty.relay.AnswerBody;
import dev.sluice.netty.wire.Framing;
import dev.sluice.netty.wire.ResponseHead;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a provider's answer for those who ask the same: notes it while it passes, and stores it when it has come to its
 * natural end, of the model's own that was asked for. Whoever waits for it is told, one way or the other. Lives on the
 * exchange's event loop.
 */
final class Keeping {

    private static final int OK = 200;
    private static final byte[] CONTENT_TYPE = HeaderRules.ascii("content-type");
    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";

    private final Question question;
    private final Controls controls;
    private final ExchangeLoop shared;
    private final CacheSettings settings;
    private final long since = System.nanoTime();
    private @Nullable Recording recording;
    private @Nullable Ticket waiting;

    /** Complete, but for what it used, which is being counted. */
    private boolean counting;

    Keeping(Question question, Controls controls, ExchangeLoop shared, CacheSettings settings) {
        this.question = question;
        this.controls = controls;
        this.shared = shared;
        this.settings = settings;
    }

    /** Others may wait for the answer. */
    void leads(Ticket ticket) {
        waiting = ticket;
    }

    /** The head of an answer has been written: its body is noted, where it may be kept. */
    void begun(ResponseHead from, Content content, AnswerBody body) {
        boolean events = content.isTranslated() ? content.isEvents() : from.eventStream();
        boolean readable = content.isTranslated()
                // Of what was left out of the request the answer tells in a line that is not kept.
                ? content.isPlain()
                : from.status() == OK && !from.contentEncoded();
        boolean bounded = events || content.isTranslated() || from.framing() != Framing.CLOSE;
        if (!readable || !bounded || !content.isTranslated() && !content.isAsItCame()) {
            giveUp();
            return;
        }
        String own = content.isTranslated() ? null : from.headers().value(CONTENT_TYPE);
        Recording begun = new Recording(
                own != null ? own : events ? EVENTS : JSON,
                question.stream() ? Recording.Kind.EVENTS : Recording.Kind.WHOLE,
                shared.caches().recordings(),
                settings.maxEntryBytes(),
                since);
        begun.otherwise(() -> land(null));
        recording = begun;
        body.tap(begun);
    }

    /** The answer has come to its end, as far as the provider's side knows. */
    void answered(ProviderSide provider, Route route, Request request) {
        Recording noted = recording;
        UpstreamCall call = provider.call();
        Tab tab = request.tab();
        Answer answer = noted == null || call == null || tab != null && tab.endedBy() != null ? null : noted.end();
        if (answer == null
                || call == null
                || !call.content().saysWhy()
                || !isOwn(route, call.made().target())) {
            giveUp();
            return;
        }
        Ending ending = Ending.of(question.endpoint(), answer);
        if (ending == Ending.OTHERWISE) {
            giveUp();
            return;
        }
        Target target = call.made().target();
        Entry.Source source =
                new Entry.Source(question.model(), target.provider().name(), target.model(), ending == Ending.TOOLS);
        if (provider.metering().isKnown(call)) {
            keep(source, answer, call.usage(), Pricing.cost(request, target, call.usage()));
        } else {
            counting = true;
            provider.metering().onceKnown(record -> keep(source, answer, record.usage(), record.cost()));
        }
    }

    /** The exchange is over. */
    void over() {
        if (!counting) {
            giveUp();
        }
    }

    private void keep(Entry.Source source, Answer answer, Usage usage, Cost cost) {
        long now = shared.caches().clock().millis();
        Entry.Life life = new Entry.Life(now, now + settings.ttlMillis(question, controls));
        Entry entry = Entry.of(question, source, answer, new Entry.Used(usage, cost), life);
        shared.caches().caches().store(question, entry, controls, settings);
        land(entry);
    }

    private void giveUp() {
        if (recording != null) {
            recording.release();
        }
        land(null);
    }

    private void land(@Nullable Entry entry) {
        Ticket ticket = waiting;
        waiting = null;
        if (ticket != null) {
            ticket.land(entry);
        }
    }

    /** Whether a model answered that stands under the name which was asked for, and no substitute of it. */
    private static boolean isOwn(Route route, Target answered) {
        for (Destination destination : route.destinations()) {
            for (Target target : destination.targets()) {
                if (target.model().equals(answered.model())
                        && target.provider().name().equals(answered.provider().name())) {
                    return true;
                }
            }
        }
        return false;
    }
}
