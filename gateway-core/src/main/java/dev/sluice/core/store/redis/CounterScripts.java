package dev.sluice.core.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The scripts of what is counted together; each says in its file what it takes and gives. */
final class CounterScripts {

    /** Lets an exchange in. */
    static final Script CLAIM = script("claim.lua");

    /** Gives back what was claimed. */
    static final Script RELEASE = script("release.lua");

    /** Says that something is still held. */
    static final Script TOUCH = script("touch.lua");

    /** Says that a gateway is there. */
    static final Script BEAT = script("beat.lua");

    /** Adds entries to the ledger. */
    static final Script FOLD = script("fold.lua");

    private CounterScripts() {}

    private static Script script(String name) {
        return Script.of(text("counters.lua") + text(name));
    }

    /** What a file beside this class says. */
    static String text(String name) {
        try (InputStream file = CounterScripts.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("there is no " + name);
            }
            return new String(file.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
