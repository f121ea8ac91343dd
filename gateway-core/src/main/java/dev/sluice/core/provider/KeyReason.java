package dev.sluice.core.provider;

/** Why a provider's key is not used, or why an operator should look at it: a closed list of words. */
public enum KeyReason {
    NONE(""),
    /** 401. */
    REJECTED("rejected"),
    /** Its quota or credit is used up. */
    EXHAUSTED("exhausted"),
    /** 403, too often in a row. */
    FORBIDDEN("forbidden"),
    /** The provider failed too often in a row where this key was used. */
    PROVIDER_FAILED("provider_failed"),
    /** 429. */
    RATE_LIMITED("rate_limited"),
    BY_OPERATOR("by_operator");

    private final String word;

    KeyReason(String word) {
        this.word = word;
    }

    /** What the API shows and the store keeps; empty for {@link #NONE}. */
    public String word() {
        return word;
    }

    /** The reason of a word; {@link #NONE} where there is no such word. */
    public static KeyReason of(String word) {
        for (KeyReason reason : values()) {
            if (reason.word.equals(word)) {
                return reason;
            }
        }
        return NONE;
    }
}
