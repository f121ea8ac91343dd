package dev.sluice.netty.simulate;

/**
 * Where in an answer a fault comes.
 *
 * @param events how many events of a stream, or pieces of a unary body, go out whole before it; only of a number
 */
public record Place(Stage stage, int events) {

    static final int MAX_EVENTS = 10_000_000;

    /** Behind the head, before anything of the body. */
    public static final Place HEAD = new Place(Stage.HEAD, 0);

    /** Behind the events that lead in, before the first output, whatever the dialect calls either. */
    public static final Place LEAD = new Place(Stage.LEAD, 0);

    /** How a place is given. */
    public enum Stage {
        HEAD,
        LEAD,
        NUMBER
    }

    public Place {
        if (events < 0 || events > MAX_EVENTS) {
            throw new IllegalArgumentException("fault-after is from 0 to " + MAX_EVENTS);
        }
    }

    /** Behind so many events or pieces. */
    public static Place after(int events) {
        return new Place(Stage.NUMBER, events);
    }

    /** Whether it is the very beginning: some faults come before the head then. */
    boolean isStart() {
        return stage == Stage.NUMBER && events == 0;
    }

    /** The piece before which it is, where {@code lead} pieces lead in. */
    int piece(int lead) {
        return switch (stage) {
            case HEAD -> 0;
            case LEAD -> lead;
            case NUMBER -> events;
        };
    }
}
