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
        Optional<Role> role = logins.remembered(authorization.get());
        if (role.isEmpty()) {
            int wait = failures.waitSeconds(request.peer());
            if (wait > 0) {
                return refuse(429, "too_many_failures", "too many wrong logins; try again later")
                        .map(answer -> answer.with("Retry-After", Integer.toString(wait)));
            }
            role = logins.check(authorization.get());
        }
        if (role.isEmpty()) {
            if (failures.failed(request.peer())) {
                LOG.warn(
                        "admin port: {} logins from {} were wrong: it has to wait up to a minute",
                        FailureLimit.FAILURES,
                        request.peer().getHostAddress());
            }
            return Optional.of(unauthorized("wrong login"));
        }
        return access == Access.ADMIN && role.get() != Role.ADMIN
                ? refuse(403, "role_not_allowed", "this needs the admin role")
                : Optional.empty();
    }

    private static Optional<Answer> refuse(int status, String code, String message) {
        return Optional.of(Answer.error(status, code, message));
    }

    private static Answer unauthorized(String message) {
        return Answer.error(401, "unauthorized", message).with("WWW-Authenticate", "Basic realm=\"sluice\", Bearer");
    }
}
