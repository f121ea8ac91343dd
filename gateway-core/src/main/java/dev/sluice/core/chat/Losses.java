package dev.sluice.core.chat;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/**
 * What of one request cannot be said in another format. Strict: the first such thing refuses the request. Lenient: it
 * is left out, and noted for the client. Single-threaded; bounded.
 */
public final class Losses {

    private static final int MOST = 20;

    private final Mode mode;
    private final String to;
    private final Function<Common, String> names;
    private final Set<String> fields = new LinkedHashSet<>();

    /** What becomes of what cannot be carried over. */
    public enum Mode {
        STRICT,
        LENIENT
    }

    /** @param to the other format, as a client knows it: {@code Anthropic messages} */
    public Losses(Mode mode, String to) {
        this(mode, to, Common::usual);
    }

    /** @param names how the client's own format calls what is common to all */
    public Losses(Mode mode, String to, Function<Common, String> names) {
        this.mode = mode;
        this.to = to;
        this.names = names;
    }

    /** Something that all formats can ask for cannot be carried over as it is asked for here. */
    public void uncarried(Common member) throws UncarriedException {
        uncarried(names.apply(member));
    }

    /**
     * A piece of a message cannot be carried over.
     *
     * @param turn where its message stands, for pieces that do not know their own place
     */
    public void uncarried(Part part, String turn) throws UncarriedException {
        boolean placed = part instanceof Part.Media media && !media.path().isEmpty();
        lose(placed ? ((Part.Media) part).path() : turn, " (" + inWords(part) + ")");
    }

    /** A field cannot be carried over; {@code field} is a path in the client's own request. */
    public void uncarried(String field) throws UncarriedException {
        lose(field, "");
    }

    private static String inWords(Part part) {
        if (part instanceof Part.Media media) {
            String kind = media.kind().name().toLowerCase(Locale.ROOT);
            return media.where() instanceof Part.Where.Id ? kind + " by a provider's own id" : kind;
        }
        return part instanceof Part.Text || part instanceof Part.Refusal ? "text" : "not text";
    }

    private void lose(String field, String what) throws UncarriedException {
        if (mode == Mode.STRICT) {
            throw new UncarriedException(new Failure(
                    Code.UNSUPPORTED_FIELD,
                    "'" + field + "'" + what + " cannot be carried over to " + to
                            + ", which this model speaks; leave it out, or ask for another model.",
                    field,
                    0));
        }
        if (fields.size() < MOST) {
            fields.add(field);
        }
    }

    /** A field is not what its own format says: refused in either mode. */
    public static UncarriedException malformed(String field, String mustBe) {
        return new UncarriedException(
                new Failure(Code.INVALID_REQUEST, "'" + field + "' must be " + mustBe + ".", field, 0));
    }

    /** Of the conversation nothing is left that the other format could ask with: refused in either mode. */
    public UncarriedException nothingSaid() {
        return malformed(
                names.apply(Common.TURNS), "a conversation that says more than system messages and empty texts");
    }

    /** What was left out, in the order in which it came up. */
    public Set<String> fields() {
        return fields;
    }
}
