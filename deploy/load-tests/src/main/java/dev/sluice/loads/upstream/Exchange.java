package dev.sluice.loads.upstream;

import dev.sluice.loads.http.Session;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One request at the {@link Upstream} and its answer, on the upstream's thread. */
public final class Exchange {

    private final Session session;
    private @Nullable Runnable onGone;
    private boolean over;

    Exchange(Session session) {
        this.session = session;
    }

    /** Answers with JSON; the connection stays. */
    public void answer(String json) {
        over = true;
        send("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + json.length() + "\r\n\r\n"
                + json);
    }

    /** Begins an answer of server-sent events. */
    public void beginEvents() {
        send("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
    }

    /** Sends one chunk of the body. */
    public void chunk(String text) {
        send(Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
    }

    /** Ends the answer; the connection stays. */
    public void end() {
        over = true;
        send("0\r\n\r\n");
    }

    /** Runs a task after a while, unless the answer is over by then. */
    public void after(long millis, Runnable task) {
        session.loop().after(millis, () -> {
            if (!over) {
                task.run();
            }
        });
    }

    /** Runs a task once, when the socket has taken everything sent so far, unless the answer is over by then. */
    public void whenDrained(Runnable task) {
        session.whenDrained(() -> {
            if (!over) {
                task.run();
            }
        });
    }

    /** What to do when the one who asked leaves before the answer is over. */
    public void onGone(Runnable task) {
        onGone = task;
    }

    void gone() {
        if (!over) {
            over = true;
            if (onGone != null) {
                onGone.run();
            }
        }
    }

    private void send(String text) {
        session.send(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
