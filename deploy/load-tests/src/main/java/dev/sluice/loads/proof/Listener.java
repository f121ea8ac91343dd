package dev.sluice.loads.proof;

import dev.sluice.loads.http.Conversation;
import dev.sluice.loads.http.Ending;
import dev.sluice.loads.http.Loop;
import dev.sluice.loads.http.Session;
import org.jspecify.annotations.Nullable;

/** One of the crowd: listens to one stream after another on its connection; for the loop's thread only. */
final class Listener implements Conversation.Listener {

    private static final long AGAIN_MILLIS = 1000;

    private final Loop loop;
    private final Crowd crowd;
    private final Conversation conversation = new Conversation(this);
    private @Nullable Session session;
    private boolean listening;

    Listener(Loop loop, Crowd crowd) {
        this.loop = loop;
        this.crowd = crowd;
    }

    /** Connects and asks, unless it is too late. */
    void start() {
        if (!crowd.stopped()) {
            begin();
            session = loop.connect(crowd.gateway(), conversation);
        }
    }

    void close() {
        if (session != null) {
            session.close();
        }
    }

    @Override
    public void connected(Session connected) {
        connected.send(crowd.request());
    }

    @Override
    public void ended(Ending ending) {
        if (!listening) {
            // The server has closed a connection on which nothing was asked.
            close();
            return;
        }
        listening = false;
        crowd.ended(conversation, ending);
        if (crowd.stopped()) {
            close();
        } else if (ending == Ending.COMPLETE && !conversation.closes() && session != null && session.isOpen()) {
            begin();
            session.send(crowd.request());
        } else {
            close();
            loop.after(AGAIN_MILLIS, this::start);
        }
    }

    private void begin() {
        conversation.next();
        listening = true;
        crowd.began();
    }
}
