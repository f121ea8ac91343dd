package dev.sluice.netty.simulate;

/** How a provider treats the requests with one API key. */
public sealed interface KeyBehaviour {

    /** What {@link #of} accepts, for messages and for the help. */
    String ACCEPTS = "fine, revoked, forbidden, exhausted, limited=N/TIME or slow=TIME";

    /** Like any key. */
    KeyBehaviour FINE = new Fine();

    /** The word for it, as {@link #of} reads it. */
    String word();

    /** Nothing special. */
    record Fine() implements KeyBehaviour {
        @Override
        public String word() {
            return "fine";
        }
    }

    /** 401 invalid_api_key. */
    record Revoked() implements KeyBehaviour {
        @Override
        public String word() {
            return "revoked";
        }
    }

    /** 403. */
    record Forbidden() implements KeyBehaviour {
        @Override
        public String word() {
            return "forbidden";
        }
    }

    /** 429 insufficient_quota. */
    record Exhausted() implements KeyBehaviour {
        @Override
        public String word() {
            return "exhausted";
        }
    }

    /** So many requests a window, then 429 with when to come again until the window is over. */
    record Limited(int requests, long windowNanos) implements KeyBehaviour {

        public Limited {
            if (requests < 1 || windowNanos < 1 || windowNanos > Pace.MAX_NANOS) {
                throw new IllegalArgumentException("a limit is at least one request in up to 10m");
            }
        }

        @Override
        public String word() {
            return "limited=" + requests + "/" + Quantity.text(windowNanos);
        }
    }

    /** A first token that comes no earlier. */
    record Slow(long firstTokenNanos) implements KeyBehaviour {

        public Slow {
            if (firstTokenNanos < 0 || firstTokenNanos > Pace.MAX_NANOS) {
                throw new IllegalArgumentException("a slow key is slow for up to 10m");
            }
        }

        @Override
        public String word() {
            return "slow=" + Quantity.text(firstTokenNanos);
        }
    }

    /**
     * Reads {@code revoked}, {@code limited=100/10s} and the like.
     *
     * @throws IllegalArgumentException naming what is accepted, but not the text: it may be a part of a key
     */
    static KeyBehaviour of(String text) {
        int equals = text.indexOf('=');
        String value = equals < 0 ? "" : text.substring(equals + 1);
        return switch (equals < 0 ? text : text.substring(0, equals + 1)) {
            case "fine" -> FINE;
            case "revoked" -> new Revoked();
            case "forbidden" -> new Forbidden();
            case "exhausted" -> new Exhausted();
            case "limited=" -> limited(value);
            case "slow=" -> new Slow(Quantity.nanos(value));
            default -> throw new IllegalArgumentException("a behaviour is one of " + ACCEPTS);
        };
    }

    private static KeyBehaviour limited(String value) {
        int slash = value.indexOf('/');
        if (slash < 1 || slash > 9 || !value.substring(0, slash).matches("[0-9]+")) {
            throw new IllegalArgumentException("a limit is given as limited=N/TIME, such as limited=100/10s");
        }
        return new Limited(Integer.parseInt(value.substring(0, slash)), Quantity.nanos(value.substring(slash + 1)));
    }
}
