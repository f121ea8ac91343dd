package dev.sluice.loads.proof;

import dev.sluice.loads.http.Conversation;
import dev.sluice.loads.http.Ending;
import dev.sluice.loads.http.Loop;
import dev.sluice.loads.http.Session;
import dev.sluice.loads.proof.Farewells.Manner;
import java.net.InetSocketAddress;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A client that leaves a while after it has had enough, or after its request has arrived where no answer comes. */
final class Leaver implements Conversation.Listener {

    /**
     * When to leave.
     *
     * @param enough bytes of the body after which the client makes to leave
     * @param waitMillis how long that takes
     */
    record Plan(int number, int enough, int waitMillis) {

        Manner manner() {
            return Manner.of(number);
        }
    }

    private final Plan plan;
    private final Farewells farewells;
    private final Semaphore room;
    private final Loop loop;
    private final Conversation conversation = new Conversation(this);
    private byte[] request = {};
    private @Nullable Session session;
    private boolean leaving;
    private @Nullable String mishap;

    /** @param room of which the client gives back one place when it is through */
    Leaver(Plan plan, Farewells farewells, Semaphore room, Loop loop) {
        this.plan = plan;
        this.farewells = farewells;
        this.room = room;
        this.loop = loop;
    }

    /** Connects and asks; on the loop's thread. */
    void start(InetSocketAddress gateway, byte[] bytes) {
        request = bytes;
        if (plan.manner() == Manner.UNANSWERED) {
            farewells.whenAsked(plan.number(), () -> loop.execute(this::makeToLeave));
        }
        session = loop.connect(gateway, conversation);
    }

    /** What came instead of a stream to leave; null when nothing did. Once the client is through. */
    @Nullable
    String mishap() {
        return mishap;
    }

    @Override
    public void connected(Session connected) {
        connected.send(request);
    }

    @Override
    public void advanced() {
        if (conversation.length() >= plan.enough() && !leaving) {
            makeToLeave();
        }
    }

    @Override
    public void ended(Ending ending) {
        mishap = plan.number() + " (" + plan.manner() + ") ended by itself, " + ending + ", " + conversation.describe();
        leaving = true;
        if (session != null) {
            session.close();
        }
        room.release();
    }

    private void makeToLeave() {
        leaving = true;
        if (plan.manner() == Manner.FLOODING && session != null) {
            session.pause();
        }
        loop.after(plan.waitMillis(), this::leave);
    }

    private void leave() {
        if (session != null && mishap == null) {
            farewells.left(plan.number());
            session.close();
            room.release();
        }
    }
}
