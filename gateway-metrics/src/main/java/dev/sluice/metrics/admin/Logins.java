package dev.sluice.metrics.admin;

import dev.sluice.core.config.AdminSettings.Role;
import dev.sluice.core.config.AdminSettings.User;
import dev.sluice.core.secret.PasswordHash;
import dev.sluice.core.secret.TokenHash;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Who may log in: passwords by basic authentication (RFC 7617), tokens as bearer (RFC 6750). Comparisons take constant
 * time; what was accepted last is remembered by a keyed digest, so that a scrape costs a password hash once, not each
 * time. Thread-safe; at most one password is hashed at a time, whatever is thrown at the port.
 */
final class Logins {

    private static final String BASIC = "Basic ";
    private static final String BEARER = "Bearer ";
    private static final String ONE_TIME_USER = "admin";

    private final List<Password> passwords = new ArrayList<>();
    private final List<Token> tokens = new ArrayList<>();
    private final Map<String, Accepted> accepted = new ConcurrentHashMap<>();
    private final SecretKeySpec digestKey = newDigestKey();
    private final byte @Nullable [] oneTime;

    /** @param oneTimePassword stands in for users while there are none, with the admin role; null: nothing does */
    Logins(List<User> users, @Nullable String oneTimePassword) {
        for (User user : users) {
            if (user.passwordHash() != null) {
                passwords.add(new Password(user.name(), user.role(), PasswordHash.parse(user.passwordHash())));
            }
            if (user.tokenHash() != null) {
                tokens.add(new Token(user.name(), user.role(), TokenHash.parse(user.tokenHash())));
            }
        }
        this.oneTime = users.isEmpty() && oneTimePassword != null ? digest(oneTimePassword) : null;
    }

    private record Password(String user, Role role, PasswordHash hash) {}

    private record Token(String user, Role role, TokenHash hash) {}

    private record Accepted(byte[] digest, Role role) {}

    /** Whose login it was, and as what: one is remembered for each. */
    private record Login(String key, Role role) {}

    /** Whether there is anybody who could log in for a scrape, so that scraping asks for it. */
    boolean required() {
        return !passwords.isEmpty() || !tokens.isEmpty();
    }

    /** Whether anybody at all could log in. */
    boolean possible() {
        return required() || oneTime != null;
    }

    /** The role of a login that was accepted before. */
    Optional<Role> remembered(String authorization) {
        byte[] digest = digest(authorization);
        return accepted.values().stream()
                .filter(known -> MessageDigest.isEqual(known.digest(), digest))
                .map(Accepted::role)
                .findFirst();
    }

    /** The role of a login that is right; costs a password hash. */
    Optional<Role> check(String authorization) {
        Optional<Login> login = Optional.empty();
        if (startsWith(authorization, BEARER)) {
            login = bearer(authorization.substring(BEARER.length()).trim());
        } else if (startsWith(authorization, BASIC)) {
            login = basic(authorization.substring(BASIC.length()).trim());
        }
        login.ifPresent(known -> accepted.put(known.key(), new Accepted(digest(authorization), known.role())));
        return login.map(Login::role);
    }

    private static boolean startsWith(String authorization, String scheme) {
        return authorization.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    private Optional<Login> bearer(String token) {
        if (isOneTime(token)) {
            return Optional.of(new Login(BEARER + ONE_TIME_USER, Role.ADMIN));
        }
        return tokens.stream()
                .filter(known -> known.hash().matches(token.getBytes(StandardCharsets.UTF_8)))
                .map(known -> new Login(BEARER + known.user(), known.role()))
                .findFirst();
    }

    private Optional<Login> basic(String encoded) {
        String credentials;
        try {
            credentials = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        int colon = credentials.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String user = credentials.substring(0, colon);
        String password = credentials.substring(colon + 1);
        if (isOneTime(password) && user.equals(ONE_TIME_USER)) {
            return Optional.of(new Login(BASIC + user, Role.ADMIN));
        }
        return password(user, password);
    }

    /** An unknown name costs the same hash as a known one, and so tells nothing by its time. */
    private synchronized Optional<Login> password(String user, String password) {
        if (passwords.isEmpty()) {
            return Optional.empty();
        }
        Optional<Password> known =
                passwords.stream().filter(login -> login.user().equals(user)).findFirst();
        boolean matches = known.orElse(passwords.get(0)).hash().matches(password.toCharArray());
        return known.filter(login -> matches).map(login -> new Login(BASIC + user, login.role()));
    }

    private boolean isOneTime(String password) {
        return oneTime != null && MessageDigest.isEqual(oneTime, digest(password));
    }

    private byte[] digest(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(digestKey);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }

    private static SecretKeySpec newDigestKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return new SecretKeySpec(key, "HmacSHA256");
    }
}
