package dev.sluice.core.ledger;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who asked, for what, and who answered, as an entry tells it: very many entries have the same. */
public record EntryNames(
        String tenant,
        @Nullable String user,
        String key,
        @Nullable String role,
        String model,
        String provider) {

    public static EntryNames of(Entry entry) {
        return new EntryNames(entry.tenant(), entry.user(), entry.key(), entry.role(), entry.model(), entry.provider());
    }

    /** Whether these are an entry's; what differs most often first. */
    public boolean areOf(Entry entry) {
        return key.equals(entry.key())
                && model.equals(entry.model())
                && provider.equals(entry.provider())
                && tenant.equals(entry.tenant())
                && Objects.equals(user, entry.user())
                && Objects.equals(role, entry.role());
    }
}
