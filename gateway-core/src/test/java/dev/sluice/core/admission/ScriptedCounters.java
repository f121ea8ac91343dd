package dev.sluice.core.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Shared counters that answer what a test says, when it says so. Single-threaded. */
final class ScriptedCounters implements SharedCounters {

    final Holds holds = new Holds();
    final List<Claim> claims = new ArrayList<>();
    final List<CompletableFuture<Ruling>> answers = new ArrayList<>();
    final List<Hold> givenBack = new ArrayList<>();
    int gateways = 1;
    boolean reachable = true;
    private Runnable regular = () -> {};
    private Runnable last = () -> {};

    /** Grants the latest claim, and all that it wants to take along. */
    void grant(long at) {
        grant(claims.size() - 1, at);
    }

    /** Grants one of the claims, by its number from 0 on. */
    void grant(int which, long at) {
        answer(which, null, share -> share.more(), at);
    }

    /** Grants the latest claim, and all that it wants to take along but of one source. */
    void grantButNot(Subject.Source source, long at) {
        answer(claims.size() - 1, null, share -> share.subject().source() == source ? 0 : share.more(), at);
    }

    void refuse(int which, Denied denied) {
        answer(which, denied, share -> 0, 0);
    }

    private void answer(int which, @Nullable Denied denied, ToIntFunction<Claim.Share> more, long at) {
        List<Ruling.Part> parts = new ArrayList<>();
        for (Claim.Share share : claims.get(which).shares()) {
            parts.add(new Ruling.Part("tag", at, more.applyAsInt(share), 1_000, 700, rooms(share), List.of()));
        }
        answers.get(which).complete(new Ruling(denied, parts));
    }

    private static List<Room> rooms(Claim.Share share) {
        List<Room> rooms = new ArrayList<>();
        share.subject().limits().most().forEach((kind, most) -> rooms.add(new Room(kind, most, most / 2, 5_000)));
        return rooms;
    }

    void fail() {
        answers.get(answers.size() - 1).completeExceptionally(new IllegalStateException("away"));
    }

    void turn() {
        regular.run();
    }

    void end() {
        last.run();
    }

    @Override
    public CompletableFuture<Ruling> claim(Claim claim) {
        claims.add(claim);
        CompletableFuture<Ruling> answer = new CompletableFuture<>();
        answers.add(answer);
        return answer;
    }

    @Override
    public void giveBack(Hold hold) {
        givenBack.add(hold);
    }

    @Override
    public Holds holds() {
        return holds;
    }

    @Override
    public int gateways() {
        return gateways;
    }

    @Override
    public boolean reachable() {
        return reachable;
    }

    @Override
    public void regularly(Runnable what) {
        regular = what;
    }

    @Override
    public void atTheEnd(Runnable what) {
        last = what;
    }
}
