package dev.sluice.netty.simulate;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How a simulated provider is started.
 *
 * @param listen where; port 0: any that is free
 * @param threads how many event loops
 * @param keys the API keys it knows
 * @param strict whether it refuses all other keys
 * @param models what {@code GET /v1/models} lists; any name is answered all the same
 * @param script what is played where a request says nothing else
 * @param accounting how it counts what requests cost
 */
public record Options(
        InetSocketAddress listen,
        int threads,
        List<KnownKey> keys,
        boolean strict,
        List<String> models,
        Script script,
        Accounting accounting) {

    /**
     * How a provider accounts for tokens.
     *
     * @param lines how many requests its ledger tells of one by one, the last ones; the sums are of all
     */
    public record Accounting(Tokenizer tokenizer, int lines) {

        /** Fast, and of the last thousand requests. */
        public static final Accounting FAST = new Accounting(Tokenizer.PIECES, 1000);

        static final int MAX_LINES = 1_000_000;

        public Accounting {
            if (lines < 0 || lines > MAX_LINES) {
                throw new IllegalArgumentException("ledger-lines are from 0 to " + MAX_LINES);
            }
        }
    }

    /** The models listed unless told otherwise. */
    public static final List<String> MODELS = List.of(
            "gpt-4o", "gpt-4o-mini", "gpt-3.5-turbo-instruct", "text-embedding-3-small", "omni-moderation-latest");

    public Options {
        keys = List.copyOf(keys);
        models = List.copyOf(models);
        if (threads < 1 || threads > 64) {
            throw new IllegalArgumentException("threads are from 1 to 64");
        }
        Set<String> taken = new HashSet<>();
        for (KnownKey key : keys) {
            if (!taken.add("name " + key.name()) || !taken.add("value " + key.value())) {
                throw new IllegalArgumentException("key " + key.name() + " is there twice");
            }
        }
    }

    /** On a free port of the loopback address, one event loop, any key or none, the default script. */
    public static Options loopback() {
        return new Options(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                1,
                List.of(),
                false,
                MODELS,
                Script.DEFAULT,
                Accounting.FAST);
    }

    public Options withListen(InetSocketAddress address) {
        return new Options(address, threads, keys, strict, models, script, accounting);
    }

    public Options withThreads(int count) {
        return new Options(listen, count, keys, strict, models, script, accounting);
    }

    /** These keys and no others, all fine; they are named {@code key-1} and so on. */
    public Options withKeys(List<String> accepted) {
        List<KnownKey> named = new ArrayList<>(accepted.size());
        for (String value : accepted) {
            named.add(new KnownKey("key-" + (named.size() + 1), value, KeyBehaviour.FINE));
        }
        return new Options(listen, threads, named, true, models, script, accounting);
    }

    /** One more key that it knows. */
    public Options withKey(String name, String value, KeyBehaviour behaviour) {
        List<KnownKey> more = new ArrayList<>(keys);
        more.add(new KnownKey(name, value, behaviour));
        return new Options(listen, threads, more, strict, models, script, accounting);
    }

    /** No keys but those that it knows. */
    public Options withStrictKeys() {
        return new Options(listen, threads, keys, true, models, script, accounting);
    }

    public Options withModels(List<String> listed) {
        return new Options(listen, threads, keys, strict, listed, script, accounting);
    }

    public Options withScript(Script played) {
        return new Options(listen, threads, keys, strict, models, played, accounting);
    }

    public Options withAccounting(Accounting kept) {
        return new Options(listen, threads, keys, strict, models, script, kept);
    }
}
