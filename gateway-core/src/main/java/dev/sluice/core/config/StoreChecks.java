package dev.sluice.core.config;

import dev.sluice.core.secret.SealingKey;
import dev.sluice.core.secret.Secret;
import dev.sluice.core.store.RedisUrl;
import dev.sluice.core.store.StoreSettings.Kind;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Checks section {@code store}. */
final class StoreChecks {

    private static final List<String> OF_SQLITE = List.of("store.path", "store.synchronous");
    private static final List<String> OF_REDIS = List.of("store.url", "store.prefix", "store.ca", "store.unreachable");
    private static final Pattern PREFIX = Pattern.compile("[a-z0-9-]{1,32}");

    private final Problems problems;

    StoreChecks(Problems problems) {
        this.problems = problems;
    }

    void check(StoreConfig store) {
        if (!problems.has("store.kind")) {
            refuseIdle(store.kind());
        }
        if (store.kind() == Kind.REDIS) {
            checkRedis(store);
        }
        if (store.encryptionKey() != null) {
            checkKey("store.encryption_key", store.encryptionKey());
        }
        List<Secret> previous = store.previousEncryptionKeys();
        for (int i = 0; i < previous.size(); i++) {
            checkKey(KeyPath.item("store.previous_encryption_keys", i), previous.get(i));
        }
        ConfigChecks.refuseTwice(problems, "store.previous_encryption_keys", previous, Secret::value, "");
    }

    /** What is given without a use was meant otherwise. */
    private void refuseIdle(Kind kind) {
        List<String> idle = switch (kind) {
            case SQLITE -> OF_REDIS;
            case REDIS -> List.of("store.synchronous");
            case MEMORY -> Stream.concat(OF_SQLITE.stream(), OF_REDIS.stream()).toList();
        };
        for (String key : idle) {
            if (problems.given(key)) {
                problems.add(key, "is not looked at where store.kind is " + ScalarTypes.written(kind));
            }
        }
    }

    private void checkRedis(StoreConfig store) {
        if (!PREFIX.matcher(store.prefix()).matches()) {
            problems.add("store.prefix", "must be 1 to 32 lower-case letters, digits or hyphens");
        }
        if (store.ca() != null) {
            PemFiles.checkCertificates(problems, "store.ca", store.ca());
        }
        if (problems.has("store.url")) {
            return;
        }
        if (store.url() == null) {
            problems.add("store.url", "is missing: store.kind is redis, and this says where that is");
            return;
        }
        try {
            if (!RedisUrl.parse(store.url()).tls() && store.ca() != null) {
                problems.add("store.ca", "is not looked at without TLS: write rediss in store.url");
            }
        } catch (IllegalArgumentException e) {
            problems.add("store.url", String.valueOf(e.getMessage()));
        }
    }

    private void checkKey(String path, Secret key) {
        // What could not be read is empty; it is a problem already.
        if (problems.has(path)) {
            return;
        }
        try {
            SealingKey.parse(key);
        } catch (IllegalArgumentException e) {
            problems.add(path, String.valueOf(e.getMessage()));
        }
    }
}
