package dev.sluice.core.price;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one entry of a price file to its end, whatever is wrong with it: a fault is kept, and makes the entry refused,
 * not the file. Fields that are not known are left out. Used by one thread, for one entry.
 */
final class PriceEntryReader {

    /** What such models do is paid for by both sides: a price of one alone is half a price. */
    private static final Set<String> TALKING = Set.of("chat", "completion", "responses");

    private final JsonParser json;
    private final PriceDraft draft = new PriceDraft();
    private String mode = "";
    private @Nullable String fault;

    PriceEntryReader(JsonParser json) {
        this.json = json;
    }

    /** The price; null when there is none, or a {@link #fault}. The parser stands at the entry's last token then. */
    @Nullable
    Price read() throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            fault("is no object");
            return null;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            field(name);
        }
        if (TALKING.contains(mode) && !draft.isEmpty() && !(draft.has(Unit.INPUT) && draft.has(Unit.OUTPUT))) {
            fault("has no price for both input and output");
        }
        return fault == null && !draft.isEmpty() ? draft.build() : null;
    }

    /** What is wrong; null when nothing is. */
    @Nullable
    String fault() {
        return fault;
    }

    private void fault(String found) {
        fault = fault == null ? found : fault;
    }

    private void field(String name) throws IOException {
        PriceField field = PriceField.of(name);
        if (field != null) {
            BigDecimal usd = usd(name, field.unit());
            if (usd != null) {
                draft.set(field.tier(), field.above(), field.unit(), PicoDollars.of(usd));
            }
        } else if (name.equals("tiered_pricing") && json.currentToken() == JsonToken.START_ARRAY) {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                step();
            }
        } else if (name.equals("search_context_cost_per_query") && json.currentToken() == JsonToken.START_OBJECT) {
            searches();
        } else if (name.equals("mode") && json.currentToken() == JsonToken.VALUE_STRING) {
            mode = json.getText();
        } else {
            json.skipChildren();
        }
    }

    /** What a search costs where it looks at a usual amount of context; of other amounts no answer tells. */
    private void searches() throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            BigDecimal usd = name.equals("search_context_size_medium") ? usd(name, Unit.QUERY) : null;
            if (usd != null) {
                draft.set(Unit.QUERY, PicoDollars.of(usd));
            } else {
                json.skipChildren();
            }
        }
    }

    private @Nullable BigDecimal usd(String name, Unit unit) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (!json.currentToken().isNumeric()) {
            json.skipChildren();
            fault(name + " is no number");
            return null;
        }
        BigDecimal usd = json.getDecimalValue();
        String problem = PicoDollars.problem(unit, usd);
        if (problem != null) {
            fault(name + " " + problem);
            return null;
        }
        return usd;
    }

    /** A price that is known, of one step of {@code tiered_pricing}. */
    private record Stepped(PriceField field, BigDecimal usd) {}

    private void step() throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            fault("tiered_pricing holds what is no object");
            return;
        }
        List<Stepped> prices = new ArrayList<>();
        long above = -1;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            PriceField field = PriceField.of(name);
            BigDecimal usd = field == null ? null : usd(name, field.unit());
            if (field != null && usd != null) {
                prices.add(new Stepped(field, usd));
            } else if (name.equals("range")) {
                above = lower();
            } else if (field == null) {
                json.skipChildren();
            }
        }
        if (above < 0 && !prices.isEmpty()) {
            fault("tiered_pricing has a step without a range");
            return;
        }
        for (Stepped each : prices) {
            draft.set(each.field().tier(), above, each.field().unit(), PicoDollars.of(each.usd()));
        }
    }

    /** The first number of a range, in tokens; -1 when it has none. */
    private long lower() throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return -1;
        }
        long lower = -1;
        JsonToken token = json.nextToken();
        if (token.isNumeric()) {
            double first = json.getDoubleValue();
            lower = first >= 0 && first < 1e12 ? (long) first : -1;
        }
        while (token != JsonToken.END_ARRAY) {
            json.skipChildren();
            token = json.nextToken();
        }
        return lower;
    }
}
