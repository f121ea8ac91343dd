package dev.sluice.metrics.admin;

import dev.sluice.core.manage.Outcome;
import dev.sluice.core.manage.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Versions as entity tags (RFC 9110, 8.8.3), and which one a request wants to change. Stateless. */
final class EntityTags {

    private static final Pattern TAG = Pattern.compile("\"([0-9]{1,18})\"");

    /** A version that nothing has. */
    private static final long NONE = -1;

    private EntityTags() {}

    static String of(long version) {
        return "\"" + version + "\"";
    }

    /** The version that a request wants to change; empty: whatever it is. */
    static Outcome<Optional<Long>> wanted(AdminRequest request) {
        List<String> tags = request.headers("If-Match");
        if (tags.size() > 1) {
            return Outcome.refused(Refusal.invalid("if-match", "stands more than once"));
        }
        return Outcome.done(tags.stream()
                .map(String::trim)
                .filter(tag -> !tag.equals("*"))
                .map(EntityTags::version)
                .findAny());
    }

    /** What is none of our tags matches nothing (RFC 9110, 13.1.1). */
    private static long version(String tag) {
        Matcher matcher = TAG.matcher(tag);
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : NONE;
    }
}
