package dev.sluice.metrics.admin;

import dev.sluice.core.config.AdminSettings;
import dev.sluice.core.config.AdminSettings.Role;
import dev.sluice.core.time.Ticker;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether a request may be served, from the settings in force; answers with a refusal, or empty for yes.
 * Thread-safe: a reload swaps all rules at once.
 */
final class Gatekeeper {

    private static final Logger LOG = LoggerFactory.getLogger(Gatekeeper.class);

    private final @Nullable String oneTimePassword;
    private final FailureLimit failures;
    private volatile Rules rules;

    Gatekeeper(AdminSettings settings, @Nullable String oneTimePassword, Ticker ticker) {
        this.oneTimePassword = oneTimePassword;
        this.failures = new FailureLimit(ticker);
        this.rules = rules(settings);
    }

    /** Who may do what. Immutable but for the logins it remembers. */
    record Rules(AllowList peers, Hosts hosts, Logins logins) {}

    /** Reads settings; throws {@link IllegalArgumentException} when they cannot be read. */
    Rules rules(AdminSettings settings) {
        return new Rules(
                new AllowList(settings.allow()),
                new Hosts(settings.hosts()),
                new Logins(settings.users(), oneTimePassword));
    }

    /** Puts other rules in force. */
    void apply(Rules fresh) {
        rules = fresh;
    }

    /** Who is calling, and by what name; asked of every request, for whatever path. */
    Optional<Answer> refuseCaller(AdminRequest request) {
        Rules now = rules;
        if (!now.peers().allows(request.peer())) {
            return refuse(403, "address_not_allowed", "this address is not in admin.allow");
        }
        if (!now.hosts().accepts(request)) {
            return refuse(403, "host_not_allowed", "the Host header must be loopback or one of admin.hosts");
        }
        return Optional.empty();
    }

    /**
     * Asked of what changes something, against pages that are open in a browser on this machine: those may send neither
     * this media type nor DELETE without being asked about it first, and nobody here says yes.
     */
    static Optional<Answer> refuseMutation(AdminRequest request) {
        if (!Hosts.sameOrigin(request)) {
            return refuse(403, "cross_origin", "the Origin header must be this port's own");
        }
        String type = request.header("Content-Type").orElse("");
        boolean json = type.split(";", 2)[0].trim().equalsIgnoreCase("application/json");
        return json || request.method().equals("DELETE")
                ? Optional.empty()
                : refuse(415, "unsupported_media_type", "the content-type must be application/json");
    }

    /** Whether the caller has logged in as what the route asks for. */
    Optional<Answer> refuseLogin(AdminRequest request, Access access) {
        Logins logins = rules.logins();
        if (access == Access.OPEN || (access == Access.SCRAPE && !logins.required())) {
            return Optional.empty();
        }
        if (!logins.possible()) {
            return refuse(403, "no_admin_user", "this needs the admin role: configure admin.users");
        }
        Optional<String> authorization = request.header("Authorization");
        if (authorization.isEmpty()) {
            return Optional.of(unauthorized("a login is needed"));
        }
        Checked checked = check(request, logins, authorization.get());
        if (checked.refusal() != null) {
            return Optional.of(checked.refusal());
        }
        return access == Access.ADMIN && checked.role() != Role.ADMIN
                ? refuse(403, "role_not_allowed", "this needs the admin role")
                : Optional.empty();
    }

    /** What a login came to: one of the two is there. */
    private record Checked(@Nullable Role role, @Nullable Answer refusal) {}

    private Checked check(AdminRequest request, Logins logins, String authorization) {
        Optional<Role> role = logins.remembered(authorization);
        if (role.isEmpty()) {
            int wait = failures.waitSeconds(request.peer());
            if (wait > 0) {
                return new Checked(
                        null,
                        Answer.error(429, "too_many_failures", "too many wrong logins; try again later")
                                .with("Retry-After", Integer.toString(wait)));
            }
            role = logins.check(authorization);
        }
        if (role.isEmpty()) {
            if (failures.failed(request.peer())) {
                LOG.warn(
                        "admin port: {} logins from {} were wrong: it has to wait up to a minute",
                        FailureLimit.FAILURES,
                        request.peer().getHostAddress());
            }
            return new Checked(null, unauthorized("wrong login"));
        }
        return new Checked(role.get(), null);
    }

    /**
     * Who has logged in.
     *
     * @param name {@code token} where that was a token; null: nobody
     * @param role null: nobody
     * @param needed whether looking needs a login
     * @param possible whether there is any login; without one nothing can be changed
     */
    private record Login(@Nullable String name, @Nullable Role role, boolean needed, boolean possible) {}

    /** Tells the caller as whom it has logged in, if at all; a wrong login is refused as everywhere. */
    Answer login(AdminRequest request) {
        Logins logins = rules.logins();
        Optional<String> authorization = request.header("Authorization").filter(given -> logins.possible());
        if (authorization.isEmpty()) {
            return Answer.json(200, new Login(null, null, logins.required(), logins.possible()));
        }
        Checked checked = check(request, logins, authorization.get());
        return checked.refusal() != null
                ? checked.refusal()
                : Answer.json(200, new Login(Operator.of(request), checked.role(), logins.required(), true));
    }

    private static Optional<Answer> refuse(int status, String code, String message) {
        return Optional.of(Answer.error(status, code, message));
    }

    private static Answer unauthorized(String message) {
        return Answer.error(401, "unauthorized", message).with("WWW-Authenticate", "Basic realm=\"sluice\", Bearer");
    }
}
