package dev.sluice.loads.cache;

/** Whose key a request comes with; two of them are of one tenant, and get each other's answers. */
enum Caller {
    ACME_APP("acme-app", "acme"),
    ACME_BATCH("acme-batch", "acme"),
    GLOBEX("globex-app", "globex"),
    INITECH("initech-app", "initech");

    private final String key;
    private final String tenant;

    Caller(String key, String tenant) {
        this.key = key;
        this.tenant = tenant;
    }

    String key() {
        return key;
    }

    String tenant() {
        return tenant;
    }

    String credential() {
        return "Bearer sk-" + key;
    }
}
