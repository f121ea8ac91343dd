package dev.sluice.metrics.admin;

import dev.sluice.core.ledger.UsageQuery.Column;
import dev.sluice.core.manage.Outcome;
import dev.sluice.core.manage.Refusal;
import dev.sluice.core.manage.UsageAdmin.Question;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what is asked about usage from a query: strictly, for what is not understood would be left out of a bill. */
final class UsageQuestions {

    private static final Set<Column> TIMES = Set.of(Column.HOUR, Column.DAY);
    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private UsageQuestions() {}

    static Outcome<Question> of(AdminRequest request) {
        try {
            return Outcome.done(read(request));
        } catch (Wrong wrong) {
            return Outcome.refused(Refusal.invalid(wrong.parameter, String.valueOf(wrong.getMessage())));
        } catch (IllegalArgumentException e) {
            return Outcome.refused(
                    new Refusal(Refusal.Kind.INVALID, "invalid_query", "the query has a broken percent sign", null));
        }
    }

    private static Question read(AdminRequest request) throws Wrong {
        Map<Column, String> only = new EnumMap<>(Column.class);
        for (String name : request.parameterNames()) {
            if (!Set.of("from", "to", "group_by").contains(name)) {
                Column column = column(name);
                if (column == null || TIMES.contains(column)) {
                    throw new Wrong(name.matches("[a-z_]{1,40}") ? name : "***", "is not known here");
                }
                only.put(column, String.valueOf(one(request, name)));
            }
        }
        return new Question(instant(request, "from"), instant(request, "to"), only, by(one(request, "group_by")));
    }

    private static @Nullable String one(AdminRequest request, String name) throws Wrong {
        List<String> values = request.parameters(name);
        if (values.size() > 1) {
            throw new Wrong(name, "stands more than once");
        }
        return values.isEmpty() ? null : values.get(0);
    }

    private static Set<Column> by(@Nullable String text) throws Wrong {
        Set<Column> by = EnumSet.noneOf(Column.class);
        for (String word : text == null ? List.<String>of() : Arrays.asList(text.split(",", -1))) {
            Column column = column(word);
            if (column == null || !by.add(column)) {
                throw new Wrong(
                        "group_by",
                        "must be some of tenant, user, key, model, provider, hour, day, with commas between");
            }
        }
        return by;
    }

    private static @Nullable Column column(String word) {
        return Arrays.stream(Column.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Instant instant(AdminRequest request, String name) throws Wrong {
        String text = one(request, name);
        if (text == null) {
            return null;
        }
        try {
            Instant instant = text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
            if (!instant.isBefore(EARLIEST) && !instant.isAfter(LATEST)) {
                return instant;
            }
        } catch (DateTimeException e) {
            // Said below, together with what is out of range.
        }
        throw new Wrong(name, "must be a day such as 2026-11-25, or a time such as 2026-11-25T18:40:00Z");
    }

    /** Which parameter is wrong, and how. */
    private static final class Wrong extends Exception {

        private static final long serialVersionUID = 1;

        private final String parameter;

        Wrong(String parameter, String message) {
            super(message);
            this.parameter = parameter;
        }
    }
}
