package dev.sluice.core.config;

import static dev.sluice.core.config.LimitsCompiler.limits;

import dev.sluice.core.account.AllowedModels;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.account.Definition;
import dev.sluice.core.account.Plan;
import dev.sluice.core.account.Role;
import dev.sluice.core.account.Subscription;
import dev.sluice.core.account.Tenant;
import dev.sluice.core.account.Trial;
import dev.sluice.core.account.User;
import dev.sluice.core.config.AuthConfig.ClientKeyConfig;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From what is written of accounts, in the file and in the API, to definitions. Stateless. */
final class AccountCompiler {

    private static final int MICRO = 6;

    private AccountCompiler() {}

    /** All that a file defines; its keys count only where keys are asked for. */
    static List<Definition> definitions(GatewayConfig config) {
        List<Definition> all = new ArrayList<>();
        config.tenants().forEach(each -> all.add(tenant(each)));
        config.users().forEach(each -> all.add(user(each)));
        config.roles().forEach(each -> all.add(role(each)));
        config.plans().forEach(each -> all.add(plan(each)));
        config.auth()
                .keys()
                .forEach(each -> all.add(new ClientKey.Issued(key(body(each)), ProviderCompiler.hash(each.value()))));
        return all;
    }

    static Tenant tenant(TenantConfig config) {
        return new Tenant(config.id(), config.tier(), limits(config.limits()), config.active());
    }

    static User user(UserConfig config) {
        return new User(config.id(), config.tenant(), limits(config.limits()), config.prepaid(), config.active());
    }

    static Role role(RoleConfig config) {
        return new Role(config.id(), AllowedModels.of(config.models()), limits(config.limits()));
    }

    static Plan plan(PlanConfig config) {
        return new Plan(
                config.id(),
                config.kind(),
                limits(config.limits()),
                microDollars(config.monthlyUsd()),
                microDollars(config.yearlyUsd()));
    }

    static ClientKey key(ClientKeyBody body) {
        ClientKey.Validity validity = new ClientKey.Validity(
                body.addresses().stream().map(Cidr::toString).toList(), end(body.expires()), body.active());
        return new ClientKey(
                body.id(),
                body.tenant(),
                body.user(),
                Set.copyOf(body.proxy()),
                AllowedModels.of(body.models()),
                body.role(),
                validity,
                limits(body.limits()));
    }

    /** @param now where it does not say when it begins */
    static Subscription subscription(SubscriptionBody body, Instant now) {
        return new Subscription(
                body.id(),
                body.user(),
                body.plan(),
                body.interval(),
                (body.starts() == null ? now : body.starts()).toEpochMilli(),
                end(body.ends()),
                body.state());
    }

    /** @param now where it does not say when it begins */
    static Trial trial(TrialBody body, Instant now) {
        return new Trial(
                body.user(),
                (body.starts() == null ? now : body.starts()).toEpochMilli(),
                body.ends().toEpochMilli(),
                body.tokens() == null ? Long.MAX_VALUE : body.tokens(),
                body.requests() == null ? Long.MAX_VALUE : body.requests(),
                body.usd() == null ? Long.MAX_VALUE : LimitsCompiler.picoDollars(body.usd()),
                body.state());
    }

    private static ClientKeyBody body(ClientKeyConfig key) {
        return new ClientKeyBody(
                key.id(),
                key.tenant(),
                key.user(),
                key.role(),
                key.proxy(),
                key.models(),
                key.addresses(),
                key.expires(),
                key.limits(),
                true);
    }

    private static long end(@Nullable Instant end) {
        return end == null ? Long.MAX_VALUE : end.toEpochMilli();
    }

    private static long microDollars(BigDecimal usd) {
        return usd.movePointRight(MICRO).longValueExact();
    }
}
