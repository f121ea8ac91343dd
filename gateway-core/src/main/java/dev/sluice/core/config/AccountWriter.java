package dev.sluice.core.config;

import static dev.sluice.core.config.LimitsCompiler.written;

import dev.sluice.core.account.AllowedModels;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.account.Definition;
import dev.sluice.core.account.Plan;
import dev.sluice.core.account.Role;
import dev.sluice.core.account.Subscription;
import dev.sluice.core.account.Tenant;
import dev.sluice.core.account.Trial;
import dev.sluice.core.account.User;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From definitions to what would have to be written for them: {@link AccountCompiler} the other way. Stateless. */
final class AccountWriter {

    private AccountWriter() {}

    /** The record of the section, or of the API's body; of a client key without what its value is known by. */
    static Record write(Definition definition) {
        return switch (definition.itemKind()) {
            case TENANT -> tenant((Tenant) definition);
            case USER -> user((User) definition);
            case ROLE -> role((Role) definition);
            case PLAN -> plan((Plan) definition);
            case CLIENT_KEY -> key(((ClientKey.Issued) definition).key());
            case SUBSCRIPTION -> subscription((Subscription) definition);
            case TRIAL -> trial((Trial) definition);
        };
    }

    private static TenantConfig tenant(Tenant tenant) {
        return new TenantConfig(tenant.id(), tenant.tier(), written(tenant.limits()), tenant.active());
    }

    private static UserConfig user(User user) {
        return new UserConfig(user.id(), user.tenant(), written(user.limits()), user.prepaid(), user.active());
    }

    private static RoleConfig role(Role role) {
        return new RoleConfig(role.id(), models(role.models()), written(role.limits()));
    }

    private static PlanConfig plan(Plan plan) {
        return new PlanConfig(
                plan.id(),
                plan.kind(),
                written(plan.limits()),
                usd(plan.monthlyMicroDollars()),
                usd(plan.yearlyMicroDollars()));
    }

    static ClientKeyBody key(ClientKey key) {
        return new ClientKeyBody(
                key.id(),
                key.tenant(),
                key.user(),
                key.role(),
                key.proxyGroups().stream().sorted().toList(),
                models(key.models()),
                key.validity().addresses().stream().map(Cidr::parse).toList(),
                end(key.validity().expiresEpochMillis()),
                written(key.limits()),
                key.validity().active());
    }

    private static SubscriptionBody subscription(Subscription subscription) {
        return new SubscriptionBody(
                subscription.id(),
                subscription.user(),
                subscription.plan(),
                subscription.interval(),
                Instant.ofEpochMilli(subscription.startsEpochMillis()),
                end(subscription.endsEpochMillis()),
                subscription.state());
    }

    private static TrialBody trial(Trial trial) {
        return new TrialBody(
                trial.user(),
                Instant.ofEpochMilli(trial.startsEpochMillis()),
                Instant.ofEpochMilli(trial.endsEpochMillis()),
                most(trial.tokens()),
                most(trial.requests()),
                trial.picoDollars() == Long.MAX_VALUE ? null : LimitsCompiler.usd(trial.picoDollars()),
                trial.state());
    }

    private static List<String> models(AllowedModels models) {
        List<String> patterns = new ArrayList<>(models.names());
        models.beginnings().forEach(beginning -> patterns.add(beginning + "*"));
        Collections.sort(patterns);
        return patterns;
    }

    private static @Nullable Instant end(long epochMillis) {
        return epochMillis == Long.MAX_VALUE ? null : Instant.ofEpochMilli(epochMillis);
    }

    private static @Nullable Long most(long limit) {
        return limit == Long.MAX_VALUE ? null : limit;
    }

    private static BigDecimal usd(long microDollars) {
        return LimitsCompiler.usd(Math.multiplyExact(microDollars, 1_000_000L));
    }
}
