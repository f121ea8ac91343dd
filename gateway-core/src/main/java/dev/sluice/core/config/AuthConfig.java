package dev.sluice.core.config;

import dev.sluice.core.secret.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Section {@code auth}. */
public record AuthConfig(
        @Key(
                doc = "`keys`: clients need one of the keys. `open`: everybody is let in; only where `server.listen` is"
                        + " loopback.",
                defaultsTo = "keys")
        Mode mode,

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

            @Key(doc = "The tenant it belongs to.") @Nullable
            String tenant,

            @Key(doc = "The user it belongs to.") @Nullable String user,

            @Key(doc = "The groups that it may call through `/proxy/{group}`.", defaultsTo = "[]")
            List<String> proxy,

            @Key(
                    doc = "The models that it may ask for, and sees listed: their names, `*` at the end for all that"
                            + " begin so; `provider/model` where that is listed. Through `/proxy/{group}` also as"
                            + " `group/model`; with less than `*` a body is taken there at the endpoints for models of"
                            + " the group's own dialect only.",
                    defaultsTo = "[ \"*\" ]",
                    atLeast = "1")
            List<String> models) {}
}
