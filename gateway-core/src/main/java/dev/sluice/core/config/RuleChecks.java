package dev.sluice.core.config;

import dev.sluice.core.config.ProviderConfig.HeaderRuleConfig;
import dev.sluice.core.secret.Secret;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks what a group changes in requests on their way. */
final class RuleChecks {

    /** What the gateway itself writes, because a connection or a body depends on it. RFC 9110, section 7.6.1. */
    private static final Set<String> FRAMING = Set.of(
            "accept-encoding",
            "connection",
            "content-encoding",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final Pattern VARIABLE =
            Pattern.compile("\\$\\{(CLIENT_IP|GROUP_NAME|API_KEY|TIMESTAMP_MS|TIMESTAMP_S)\\}");

    private final Problems problems;

    RuleChecks(Problems problems) {
        this.problems = problems;
    }

    void check(String path, ProviderConfig provider) {
        checkOverrides(KeyPath.key(path, "param_overrides"), provider.paramOverrides());
        checkRedirects(KeyPath.key(path, "model_redirects"), provider.modelRedirects());
        if (provider.modelRedirectStrict() && provider.modelRedirects().isEmpty()) {
            problems.add(KeyPath.key(path, "model_redirect_strict"), "refuses every model without model_redirects");
        }
        String headers = KeyPath.key(path, "header_rules");
        List<HeaderRuleConfig> rules = provider.headerRules();
        for (int i = 0; i < rules.size(); i++) {
            checkRule(KeyPath.item(headers, i), rules.get(i));
        }
        ConfigChecks.refuseTwice(problems, headers, rules, rule -> name(rule).toLowerCase(Locale.ROOT), "");
    }

    private void checkOverrides(String path, Map<String, JsonValue> overrides) {
        int index = 0;
        for (String name : overrides.keySet()) {
            String at = KeyPath.entry(path, name, index++);
            switch (name) {
                case "model" -> problems.add(at, "cannot be overridden: use model_redirects");
                case "stream", "stream_options" ->
                    problems.add(
                            at,
                            "cannot be overridden: the client decides how it is answered, only its model can be"
                                    + " changed, by model_redirects");
                case "" -> problems.add(at, "has an empty name");
                default -> {}
            }
        }
    }

    private void checkRedirects(String path, Map<String, String> redirects) {
        int index = 0;
        for (Map.Entry<String, String> redirect : redirects.entrySet()) {
            String at = KeyPath.entry(path, redirect.getKey(), index++);
            ConfigChecks.checkModelName(problems, at, redirect.getKey());
            ConfigChecks.checkModelName(problems, at, redirect.getValue());
        }
    }

    private void checkRule(String path, HeaderRuleConfig rule) {
        String set = rule.set();
        String remove = rule.remove();
        Secret value = rule.value();
        if ((set == null) == (remove == null)) {
            problems.add(path, "needs either set and value, or remove");
        } else if (set == null && value != null) {
            problems.add(KeyPath.key(path, "value"), "is not looked at where a header is removed");
        } else if (set != null && value == null) {
            problems.add(KeyPath.key(path, "value"), "is missing");
        }
        checkHeader(KeyPath.key(path, "set"), set);
        checkHeader(KeyPath.key(path, "remove"), remove);
        if (value != null) {
            checkValue(KeyPath.key(path, "value"), value.value());
        }
    }

    private void checkHeader(String path, @Nullable String header) {
        if (header == null) {
            return;
        }
        String name = header.toLowerCase(Locale.ROOT);
        if (!ServerChecks.isHeaderName(name)) {
            problems.add(path, "is not the name of a header");
        } else if (FRAMING.contains(name) || name.startsWith("proxy-")) {
            problems.add(path, "is a header that the gateway itself writes: it cannot be changed");
        }
    }

    private void checkValue(String path, String value) {
        if (VARIABLE.matcher(value).replaceAll("").contains("${")) {
            problems.add(
                    path,
                    "has a ${ that is none of ${CLIENT_IP}, ${GROUP_NAME}, ${API_KEY}, ${TIMESTAMP_MS}, ${TIMESTAMP_S}");
        } else if (!value.matches("[!-~]([ -~]{0,4094}[!-~])?")) {
            problems.add(path, "must be 1 to 4096 visible ASCII characters, with spaces only between them");
        }
    }

    private static String name(HeaderRuleConfig rule) {
        return rule.set() != null ? rule.set() : String.valueOf(rule.remove());
    }
}
