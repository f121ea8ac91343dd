package dev.sluice.loads.ledger;

import dev.sluice.loads.http.Request;
import dev.sluice.loads.ledger.Ask.Leaving;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The mix of requests: each is drawn from the seed and its number alone. One in ten clients leaves, at a random point;
 * one request in twenty meets a fault; some ask for thoughts, tools or caches, and one in three for a model of another
 * dialect. Thread-safe.
 */
final class Mix {

    /** Models of which every other request fails, or all, or whose usage is never told; see ledger.yaml. */
    private static final List<String> FAULTS =
            List.of("-busy", "-down", "-refusing", "-cut", "-early", "-failing", "-mute");

    /** Models whose first provider always fails, and whose second one speaks another dialect. */
    private static final List<String> CROSSINGS = List.of("crossing-down", "crossing-early", "crossing-refusing");

    /** How the names of models begin that are a provider's of another dialect. */
    static final String FAR = "far-";

    /** And of those whose provider is heard out when the client has left. */
    static final String DRAINED = "drained-";

    private static final int MOST_TOKENS = 80;
    private static final int SILENCE_MILLIS = 300;
    private static final int BYTES_OF_AN_EVENT = 200;
    private static final String[] WORDS = {
        "Where does the river go",
        "and how deep is it",
        "in spring",
        "when the tide turns",
        "été",
        "東京",
        "at the old lock",
        "please answer in one sentence",
        "(as of 2024)",
        "a \\\"quoted\\\" word",
        "line\\nbreak",
        "😀",
        "canal boats wait"
    };

    private final long seed;

    Mix(long seed) {
        this.seed = seed;
    }

    /** The request with this number. */
    Ask ask(int number) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
        Kind kind = kind(random);
        boolean leaves = number % 10 == 3 && kind.writes();
        String told = told(kind, random);
        String model = leaves ? left(told, random) : failing(kind, told, random);
        int tokens = 8 + random.nextInt(MOST_TOKENS - 8);
        boolean calls = kind.takesTools() && random.nextInt(10) == 0;
        String prompt = prompt(random, number) + (calls ? " use-tools" : "");
        String body = kind.body(
                model, prompt, calls || kind.recallsTools() ? kind.dialect().tools() : "");
        String id = "ledger-" + seed + "-" + number;
        Request request =
                Request.post(kind.path(model), body).with("x-request-id", id).with(script(random, kind, tokens));
        Ask ask = new Ask(id, model, request, Leaving.NEVER);
        if (leaves) {
            return model.startsWith(DRAINED) ? drained(kind, ask, random, tokens) : left(kind, ask, random, tokens);
        }
        return new Ask(id, model, model.equals(told) ? request.with(caches(random)) : request, Leaving.NEVER);
    }

    private static Kind kind(SplittableRandom random) {
        int at = random.nextInt(100);
        for (Kind kind : Kind.values()) {
            at -= kind.share();
            if (at < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("the shares are a hundred");
    }

    /** A model that fails at nothing: one in three is another dialect's. */
    private static String told(Kind kind, SplittableRandom random) {
        List<Kind.Dialect> others = kind.others();
        if (others.isEmpty() || random.nextInt(3) > 0) {
            return kind.model(kind.dialect());
        }
        return FAR + kind.model(others.get(random.nextInt(others.size())));
    }

    /** A fault for every second of those that ask for such a model. */
    private static String failing(Kind kind, String model, SplittableRandom random) {
        if (!kind.writes() || random.nextInt(10) > 0) {
            return model;
        }
        return kind.others().isEmpty() || random.nextInt(8) > 0
                ? model + FAULTS.get(random.nextInt(FAULTS.size()))
                : CROSSINGS.get(random.nextInt(CROSSINGS.size()));
    }

    /** One in four is asked of a provider whose answers are read to their end. */
    private static String left(String model, SplittableRandom random) {
        return random.nextInt(4) == 0 ? DRAINED + model.replace(FAR, "") : model;
    }

    /** Thoughts are left out where the answer does not show them: nobody could count those. */
    private static Map<String, String> script(SplittableRandom random, Kind kind, int tokens) {
        Map<String, String> script = new HashMap<>();
        script.put("x-sim-tokens", Integer.toString(tokens));
        boolean shows = kind != Kind.COMPLETION && kind != Kind.COMPLETION_STREAM;
        if (shows && random.nextInt(4) == 0) {
            script.put("x-sim-thinking", Integer.toString(1 + random.nextInt(20)));
        }
        return script;
    }

    /** What a cache gives or takes stands in front of the prompt, where nobody else sees it. */
    private static Map<String, String> caches(SplittableRandom random) {
        Map<String, String> script = new HashMap<>();
        if (random.nextInt(4) == 0) {
            script.put("x-sim-cached", Integer.toString(random.nextInt(2000)));
        }
        if (random.nextInt(6) == 0) {
            script.put("x-sim-cache-write", Integer.toString(random.nextInt(1000)));
            script.put("x-sim-cache-write-hour", Integer.toString(random.nextInt(100)));
        }
        return script;
    }

    /**
     * One whose client goes. Nearly always the provider falls silent at a random point, and then the client leaves:
     * what was written by then is certain. Sometimes both are busy; what is written meanwhile, nobody can know exactly.
     */
    private static Ask left(Kind kind, Ask ask, SplittableRandom random, int tokens) {
        if (!kind.streams()) {
            return ask.leaving(Map.of("x-sim-delay", "1m"), new Leaving(Long.MAX_VALUE, 50 + random.nextInt(300)));
        }
        if (random.nextInt(4) == 0) {
            long bytes = 1L + random.nextInt(tokens * BYTES_OF_AN_EVENT);
            return ask.leaving(Map.of("x-sim-interval", "20ms"), new Leaving(bytes, 0));
        }
        String events = Integer.toString(1 + random.nextInt(tokens));
        return ask.leaving(
                Map.of("x-sim-fault", "stall", "x-sim-fault-after", events),
                new Leaving(Long.MAX_VALUE, SILENCE_MILLIS));
    }

    /** One whose client goes somewhere in the middle, of which everything is told all the same. */
    private static Ask drained(Kind kind, Ask ask, SplittableRandom random, int tokens) {
        if (!kind.streams()) {
            return ask.leaving(Map.of("x-sim-delay", "600ms"), new Leaving(Long.MAX_VALUE, 50 + random.nextInt(300)));
        }
        long bytes = 1L + random.nextInt(tokens * BYTES_OF_AN_EVENT / 2);
        return ask.leaving(Map.of("x-sim-interval", "20ms"), new Leaving(bytes, 0));
    }

    private static String prompt(SplittableRandom random, int number) {
        StringBuilder text = new StringBuilder(256).append("Question ").append(number);
        int words = 2 + random.nextInt(40);
        for (int i = 0; i < words; i++) {
            text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.toString();
    }
}
