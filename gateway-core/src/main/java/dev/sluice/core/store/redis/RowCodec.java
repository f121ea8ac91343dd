package dev.sluice.core.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.account.ItemKind;
import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.store.ResponseHome;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoredAccount;
import dev.sluice.core.store.StoredKey;

/** Rows as they are in Redis: accounts as version and document, providers' keys and responses as JSON. Thread-safe. */
final class RowCodec {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** No name has one in it. */
    private static final char BETWEEN = '\0';

    private RowCodec() {}

    static String field(StoredAccount.Id id) {
        return id.kind().name() + ":" + id.id();
    }

    static StoredAccount.Id account(String field) {
        int colon = field.indexOf(':');
        try {
            return new StoredAccount.Id(ItemKind.valueOf(field.substring(0, colon)), field.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            throw new StoreException("there are stored accounts of a kind that this version does not know", e);
        }
    }

    static byte[] value(StoredAccount account) {
        return (account.version() + " " + account.json()).getBytes(UTF_8);
    }

    static StoredAccount account(String field, byte[] value) {
        StoredAccount.Id id = account(field);
        String text = new String(value, UTF_8);
        int blank = text.indexOf(' ');
        long version = Long.parseLong(text.substring(0, blank));
        return new StoredAccount(id.kind(), id.id(), text.substring(blank + 1), version);
    }

    static String field(StoredKey.Id id) {
        return id.provider() + BETWEEN + id.name();
    }

    static StoredKey.Id key(String field) {
        int between = field.indexOf(BETWEEN);
        return new StoredKey.Id(field.substring(0, between), field.substring(between + 1));
    }

    static byte[] value(StoredKey key) {
        ObjectNode json = JSON.createObjectNode();
        json.put("source", key.source().name());
        json.put("sealed", key.sealed());
        json.put("fingerprint", key.fingerprint());
        json.put("priority", key.priority());
        json.put("state", key.state().name());
        json.put("failures", key.failures());
        json.put("reason", key.reason());
        json.put("cooling_until", key.coolingUntilEpochMillis());
        json.put("deleted", key.deleted());
        // Last: that is where scripts look for it.
        json.put("version", key.version());
        return json.toString().getBytes(UTF_8);
    }

    static StoredKey key(String field, String value) {
        StoredKey.Id id = key(field);
        try {
            JsonNode json = JSON.readTree(value);
            return new StoredKey(
                    id.provider(),
                    id.name(),
                    KeySource.valueOf(json.path("source").asText()),
                    json.path("sealed").textValue(),
                    json.path("fingerprint").asText(),
                    json.path("priority").asInt(),
                    KeyState.valueOf(json.path("state").asText()),
                    json.path("failures").asInt(),
                    json.path("reason").asText(),
                    json.path("cooling_until").asLong(),
                    json.path("deleted").asBoolean(),
                    json.path("version").asLong());
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new StoreException(
                    "the stored key " + id.name() + " of provider " + id.provider()
                            + " has a source or state that this version does not know",
                    e);
        }
    }

    static byte[] value(ResponseHome home) {
        ObjectNode json = JSON.createObjectNode();
        json.put("provider", home.provider());
        json.put("key", home.key());
        json.put("made", home.madeAtEpochMillis());
        return json.toString().getBytes(UTF_8);
    }

    static ResponseHome home(ResponseHome.Id id, byte[] value) {
        try {
            JsonNode json = JSON.readTree(new String(value, UTF_8));
            return new ResponseHome(
                    id,
                    json.path("provider").asText(),
                    json.path("key").asText(),
                    json.path("made").asLong());
        } catch (JsonProcessingException e) {
            throw new StoreException("Redis has a response that this version cannot read: run the newest", e);
        }
    }
}
