package dev.sluice.netty.simulate;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * How a simulated provider is started.
 *
 * @param listen where; port 0: any that is free
 * @param threads how many event loops
 * @param keys the API keys it accepts; empty: it asks for none
 * @param models what {@code GET /v1/models} lists; any name is answered all the same
 * @param script what is played where a request says nothing else
 */
public record Options(InetSocketAddress listen, int threads, List<String> keys, List<String> models, Script script) {

    /** The models listed unless told otherwise. */
    public static final List<String> MODELS = List.of(
            "gpt-4o", "gpt-4o-mini", "gpt-3.5-turbo-instruct", "text-embedding-3-small", "omni-moderation-latest");

    public Options {
        keys = List.copyOf(keys);
        models = List.copyOf(models);
        if (threads < 1 || threads > 64) {
            throw new IllegalArgumentException("threads are from 1 to 64");
        }
    }

    /** On a free port of the loopback address, one event loop, no keys, the default script. */
    public static Options loopback() {
        return new Options(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1, List.of(), MODELS, Script.DEFAULT);
    }

    public Options withListen(InetSocketAddress address) {
        return new Options(address, threads, keys, models, script);
    }

    public Options withThreads(int count) {
        return new Options(listen, count, keys, models, script);
    }

    public Options withKeys(List<String> accepted) {
        return new Options(listen, threads, accepted, models, script);
    }

    public Options withModels(List<String> listed) {
        return new Options(listen, threads, keys, listed, script);
    }

    public Options withScript(Script played) {
        return new Options(listen, threads, keys, models, played);
    }

    /** The keys stay out of it. */
    @Override
    public String toString() {
        return "Options[listen=" + listen + ", threads=" + threads + ", keys=" + keys.size() + ", script=" + script
                + "]";
    }
}
