package dev.sluice.metrics.admin;

import dev.sluice.core.manage.Outcome;
import dev.sluice.core.manage.Page.Cut;
import dev.sluice.core.manage.Refusal;
import java.util.List;

/** Reads which part of a list is asked for: {@code limit} and {@code after}. */
final class Paging {

    private Paging() {}

    static Outcome<Cut> of(AdminRequest request) {
        List<String> limits;
        List<String> afters;
        try {
            limits = request.parameters("limit");
            afters = request.parameters("after");
        } catch (IllegalArgumentException e) {
            return Outcome.refused(
                    new Refusal(Refusal.Kind.INVALID, "invalid_query", "the query has a broken percent sign", null));
        }
        if (limits.size() > 1 || afters.size() > 1) {
            return Outcome.refused(Refusal.invalid(limits.size() > 1 ? "limit" : "after", "stands more than once"));
        }
        int limit = limits.isEmpty() ? Cut.FIRST.limit() : limit(limits.get(0));
        return limit < 1 || limit > Cut.MOST
                ? Outcome.refused(Refusal.invalid("limit", "must be a number from 1 to " + Cut.MOST))
                : Outcome.done(new Cut(afters.isEmpty() ? null : afters.get(0), limit));
    }

    private static int limit(String text) {
        return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
    }
}
