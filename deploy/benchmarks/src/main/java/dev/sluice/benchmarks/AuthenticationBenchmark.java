package dev.sluice.benchmarks;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.Accounts;
import dev.sluice.core.account.AllowedModels;
import dev.sluice.core.account.Authenticator;
import dev.sluice.core.account.Authenticator.KeyHash;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.account.Item;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Tenant;
import dev.sluice.core.account.Tier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** From the bytes of a client's key to its account, hashing included: of tenants with ten keys each. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@Threads(1)
public class AuthenticationBenchmark {

    private static final long NOW = 1_795_602_600_000L;
    private static final int KEYS_OF_A_TENANT = 10;
    private static final int STRIDE = 7_919;

    @Param({"100", "100000"})
    private int keys = 100;

    private Authenticator authenticator = Authenticator.open();
    private byte[][] right = {};
    private byte[][] wrong = {};
    private int next;

    /** Makes tenants and keys, as many as are asked for. */
    @Setup
    public void setUp() {
        List<Item> items = new ArrayList<>();
        right = new byte[keys][];
        wrong = new byte[keys][];
        for (int i = 0; i < keys; i++) {
            right[i] = value("sk-sluice-", i);
            wrong[i] = value("sk-slu1ce-", i);
            String tenant = "tenant-" + i / KEYS_OF_A_TENANT;
            if (i % KEYS_OF_A_TENANT == 0) {
                items.add(Item.ofApi(new Tenant(tenant, Tier.FREE, Limits.NONE, true), 1));
            }
            ClientKey key = new ClientKey("key-" + i, tenant, null, Set.of(), AllowedModels.ALL);
            items.add(Item.ofApi(new ClientKey.Issued(key, KeyHash.of(right[i], 0, right[i].length)), 1));
        }
        Accounts accounts = new Accounts();
        accounts.put(items);
        authenticator = Authenticator.of(accounts);
    }

    private static byte[] value(String prefix, int number) {
        String text = prefix + Integer.toString(number + 1_000_000).repeat(5);
        return text.substring(0, 42).getBytes(StandardCharsets.US_ASCII);
    }

    /** A key that somebody has. */
    @Benchmark
    public @Nullable Account right() {
        return find(right);
    }

    /** A key that nobody has. */
    @Benchmark
    public @Nullable Account wrong() {
        return find(wrong);
    }

    private @Nullable Account find(byte[][] values) {
        next = (next + STRIDE) % keys;
        byte[] value = values[next];
        return authenticator.authenticate(KeyHash.of(value, 0, value.length), NOW);
    }
}
