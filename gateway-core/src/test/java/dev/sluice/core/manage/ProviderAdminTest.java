package dev.sluice.core.manage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.manage.Outcome.Refused;
import dev.sluice.core.manage.Page.Cut;
import dev.sluice.core.manage.ProviderView.Kind;
import dev.sluice.core.manage.ProviderView.Member;
import dev.sluice.core.provider.KeyRing.Rotation;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.routing.Target;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProviderAdminTest {

    private final Fleet fleet = new Fleet();
    private final ProviderAdmin admin = new ProviderAdmin(fleet.groups);
    private final Provider openai = fleet.group("openai", Fleet.NEVER, "a", "b", "c", "d");
    private final Target mini = fleet.target(openai, "gpt-mini");
    private final Target large = fleet.target(openai, "gpt-large");

    private ProviderView view(String name) {
        return admin.find(name).fold(view -> view, refusal -> {
            throw new AssertionError(refusal);
        });
    }

    private static void open(Target target) {
        for (int i = 0; i < 2; i++) {
            target.vitals().breaker().failed(target.vitals().breaker().tryAcquire());
        }
    }

    @Test
    void showsAGroupWithItsKeysAndModels() {
        fleet.route("mini", mini);
        fleet.route("any", mini, large);
        fleet.refuse(openai, "b");
        openai.keys().disable(fleet.key(openai, "c"));
        mini.vitals().health().succeeded(TimeUnit.MILLISECONDS.toNanos(500));

        ProviderView view = view("openai");

        assertThat(view.kind()).isEqualTo(Kind.GROUP);
        assertThat(view.dialect()).isEqualTo("openai");
        assertThat(view.upstreams()).containsExactly(new ProviderView.Address("https://openai.example/api", 1));
        assertThat(view.rotation()).isEqualTo(Rotation.ROUND_ROBIN);
        assertThat(view.keys()).isEqualTo(new ProviderView.KeyCounts(true, 4, 2, 0, 1, 1));
        assertThat(view.models())
                .extracting(ProviderView.Model::name)
                .as("each once")
                .containsExactly("gpt-mini", "gpt-large");
        assertThat(view.models().get(0).health().attempts()).isEqualTo(1);
        assertThat(view.models().get(0).health().averageSeconds()).isBetween(0.4, 0.6);
        assertThat(view.models().get(1).health()).isEqualTo(new ProviderView.Health(1, 0, 1, null, null));
        assertThat(view.available()).isTrue();
    }

    @Test
    void showsAnAggregateWithItsMembers() {
        Provider azure = fleet.group("azure", Fleet.NEVER, "x");
        fleet.route("mini", fleet.aggregate("all", mini, fleet.target(azure, "mini")));

        ProviderView view = view("all");

        assertThat(view.kind()).isEqualTo(Kind.AGGREGATE);
        assertThat(view.members()).containsExactly(new Member("openai", 1), new Member("azure", 1));
        assertThat(view.keys()).isNull();
        assertThat(view.available()).isTrue();
        assertThat(admin.list(Cut.FIRST).items())
                .extracting(ProviderView::name)
                .containsExactly("all", "azure", "openai");
    }

    @Test
    void callsAGroupUnavailableWithoutAUsableKeyOrBehindAnOpenBreakerOrAFailedProbe() {
        fleet.route("any", mini, large);
        Provider bare = fleet.group("bare", Fleet.NEVER, "only");
        bare.keys().disable(fleet.key(bare, "only"));

        assertThat(view("bare").available()).isFalse();
        assertThat(view("openai").available()).isTrue();
        large.vitals().probeDidFail();
        assertThat(view("openai").available()).isFalse();
        large.vitals().probeSucceeded();
        open(mini);
        assertThat(view("openai").available()).isFalse();
        assertThat(view("openai").models().get(0).breaker()).isEqualTo(BreakerState.OPEN);
        assertThat(view("openai").models().get(0).opensForSeconds()).isPositive();
    }

    @Test
    void closesTheBreakersOfAGroupOrOfOneModel() {
        fleet.route("any", mini, large);
        open(mini);
        open(large);

        assertThat(admin.resetBreakers("openai", "gpt-mini"))
                .isEqualTo(Outcome.done(new ProviderAdmin.BreakerReset("openai", List.of("gpt-mini"))));
        assertThat(mini.vitals().breaker().state()).isEqualTo(BreakerState.CLOSED);
        assertThat(large.vitals().breaker().state()).isEqualTo(BreakerState.OPEN);
        admin.resetBreakers("openai", null);
        assertThat(large.vitals().breaker().state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void showsWhatIsKnownOfModelsThatTheConfigurationDoesNotNameAsOther() {
        Target other = (Target) fleet.snapshot().groups().get("openai");
        assertThat(view("openai").models()).isEmpty();
        open(other);

        assertThat(view("openai").models()).extracting(ProviderView.Model::name).containsExactly("other");
        assertThat(view("openai").available()).isFalse();
        admin.resetBreakers("openai", "other");
        assertThat(view("openai").available()).isTrue();
    }

    @Test
    void knowsNoOtherModelsAndProviders() {
        fleet.route("any", mini);

        assertThat(((Refused<?>) admin.resetBreakers("openai", "gpt-9"))
                        .refusal()
                        .code())
                .isEqualTo("model_not_found");
        assertThat(((Refused<?>) admin.resetBreakers("nobody", null)).refusal().code())
                .isEqualTo("provider_not_found");
        assertThat(((Refused<?>) admin.find("nobody")).refusal().code()).isEqualTo("provider_not_found");
    }
}
