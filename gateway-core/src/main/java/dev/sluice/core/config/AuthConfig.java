package dev.sluice.core.config;

import dev.sluice.core.secret.Secret;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Section {@code auth}. */
public record AuthConfig(
        @Key(
                doc = "`keys`: clients need one of the keys, or one that was made through the admin API."
                        + " `open`: everybody is let in; only where `server.listen` is"
                        + " loopback.",
                defaultsTo = "keys")
        Mode mode,

        @Key(
                doc = "Where `mode` is `open`: the id of one of `keys`, as whose everybody is let in who does not"
                        + " show another one that is known. Absent: everybody is nobody in particular, and keys are"
                        + " not looked at.")
        @Nullable
        String anonymous,

        @Key(doc = "The clients' keys.", defaultsTo = "[]") List<ClientKeyConfig> keys) {

    /** How clients are told apart. */
    public enum Mode {
        KEYS,
        OPEN
    }

    /** Section {@code auth.keys[]}. */
    public record ClientKeyConfig(
            @Key(doc = "What the log calls the key.") String id,

            @Key(doc = "What the client sends. Only its SHA-256 is kept.")
            Secret value,

            @Key(doc = "The tenant it belongs to: one of `tenants`. Absent: the user's, or `default`.") @Nullable
            String tenant,

            @Key(doc = "The user it belongs to: one of `users`.") @Nullable
            String user,

            @Key(doc = "The role it has: one of `roles`.") @Nullable
            String role,

            @Key(doc = "The groups that it may call through `/proxy/{group}`.", defaultsTo = "[]")
            List<String> proxy,

            @Key(
                    doc = "The models that it may ask for, and sees listed: their names, `*` at the end for all that"
                            + " begin so; `provider/model` where that is listed. Through `/proxy/{group}` also as"
                            + " `group/model`; with less than `*` a body is taken there at the endpoints for models of"
                            + " the group's own dialect only.",
                    defaultsTo = "[ \"*\" ]",
                    atLeast = "1")
            List<String> models,

            @Key(doc = "From where it may be used, as CIDR ranges; `[]`: from everywhere.", defaultsTo = "[]")
            List<Cidr> addresses,

            @Key(doc = "From when on it is unknown, as in `2027-01-31T00:00:00Z`. Absent: never.") @Nullable
            Instant expires,

            @Key(doc = "What may be used with it.") LimitsConfig limits) {}
}
