package dev.sluice.loads.vocabularies;

/** Whose key a request comes with; the key's value is its id behind {@code sk-}. */
enum Caller {
    ANN("ann-app", "acme", "professional", "ann", Funds.NONE),
    BATCH("acme-batch", "acme", "professional", "unknown", Funds.NONE),
    BOB("bob-app", "globex", "enterprise", "bob", Funds.CREDITS),
    CAROL("carol-app", "globex", "enterprise", "carol", Funds.TRIAL),
    /** Has to pay in advance, and has not. */
    DAVE("dave-app", "initech", "starter", "dave", Funds.CREDITS),
    /** Has a budget that only warns. */
    ERIN("erin-app", "initech", "starter", "erin", Funds.NONE),
    /** Has a budget that nothing fits into. */
    FRANK("frank-app", "initech", "starter", "frank", Funds.NONE),
    TIGHT("tight", "initech", "starter", "unknown", Funds.NONE),
    CHOOSY("choosy", "globex", "enterprise", "unknown", Funds.NONE),
    /** Has a key that nobody knows. */
    STRANGER("", "unknown", "", "", Funds.NONE);

    /** What its requests are paid from. */
    enum Funds {
        NONE,
        CREDITS,
        TRIAL
    }

    private final String key;
    private final String tenant;
    private final String tier;
    private final String user;
    private final Funds funds;

    Caller(String key, String tenant, String tier, String user, Funds funds) {
        this.key = key;
        this.tenant = tenant;
        this.tier = tier;
        this.user = user;
        this.funds = funds;
    }

    boolean isKnown() {
        return this != STRANGER;
    }

    String key() {
        return key;
    }

    /** What goes into the request. */
    String credential() {
        return isKnown() ? "sk-" + key : "sk-made-up";
    }

    String tenant() {
        return tenant;
    }

    String tier() {
        return tier;
    }

    String user() {
        return user;
    }

    Funds funds() {
        return funds;
    }
}
