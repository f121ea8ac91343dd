package dev.sluice.core.store.redis;

import static dev.sluice.core.store.redis.RedisConnection.bytes;
import static dev.sluice.core.store.redis.RedisConnection.text;

import dev.sluice.core.store.StoredKey;
import io.lettuce.core.ScriptOutputType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Changes of providers' keys, to be made together: one script, which also numbers each change and tells the others of
 * it. A row that is dropped and was not there is no change. Single-threaded.
 */
final class KeyChanges {

    private static final Script CHANGE = Script.of(CounterScripts.text("keys.lua"));

    private final RedisKeys keys;
    private final List<byte[]> arguments = new ArrayList<>();

    KeyChanges(RedisKeys keys) {
        this.keys = keys;
        arguments.add(bytes(Feed.CHANGES_KEPT));
        arguments.add(bytes(keys.channel()));
        arguments.add(bytes(Feed.PROVIDER_KEYS.name()));
    }

    void save(StoredKey key) {
        row("save", key);
    }

    /** As an operator's change. */
    void change(StoredKey key) {
        row("change", key);
    }

    private void row(String how, StoredKey key) {
        arguments.add(bytes(how));
        arguments.add(bytes(RowCodec.field(key.id())));
        arguments.add(RowCodec.value(key));
    }

    void drop(String field) {
        arguments.add(bytes("drop"));
        arguments.add(bytes(field));
    }

    /** Sends them, in the order of all that is sent; completes with what was in the way of operators' changes. */
    CompletionStage<List<StoredKey>> send(RedisConnection redis) {
        Feed feed = Feed.PROVIDER_KEYS;
        String[] names = {keys.rows(feed), keys.version(feed), keys.changes(feed), keys.rowNumber()};
        return redis.<List<byte[]>>run(CHANGE, ScriptOutputType.MULTI, names, arguments.toArray(byte[][]::new))
                .thenApply(KeyChanges::rows);
    }

    private static List<StoredKey> rows(List<byte[]> answer) {
        List<StoredKey> rows = new ArrayList<>();
        for (int i = 0; i < answer.size(); i += 2) {
            rows.add(RowCodec.key(text(answer.get(i)), text(answer.get(i + 1))));
        }
        return rows;
    }
}
