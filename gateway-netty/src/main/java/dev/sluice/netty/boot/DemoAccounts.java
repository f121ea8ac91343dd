package dev.sluice.netty.boot;

import java.time.Duration;
import java.time.Instant;

/** What the demo's users have besides what its configuration says: credits, a trial, subscriptions. */
final class DemoAccounts {

    private DemoAccounts() {}

    /** Makes them through the admin API, as an operator would. */
    static void make(String adminUrl, String password) throws AdminClient.Failed {
        AdminClient admin = AdminClient.of(adminUrl, "admin", password);
        Instant ends = Instant.now().plus(Duration.ofDays(14));
        admin.make("/users/ada/credits", "{\"usd\": 25}");
        admin.make("/subscriptions", "{\"user\": \"ada\", \"plan\": \"dev\", \"interval\": \"month\"}");
        admin.make("/subscriptions", "{\"user\": \"bob\", \"plan\": \"team\", \"interval\": \"year\"}");
        admin.make("/trials", """
                {"user": "carol", "ends": "%s", "tokens": 1000000, "requests": 10000, "usd": 5}""".formatted(ends));
    }
}
