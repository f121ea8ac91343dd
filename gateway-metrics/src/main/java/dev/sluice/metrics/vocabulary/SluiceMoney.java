package dev.sluice.metrics.vocabulary;

import static dev.sluice.metrics.instrument.Dimension.MODEL;
import static dev.sluice.metrics.instrument.Dimension.PROVIDER;
import static dev.sluice.metrics.instrument.Dimension.USAGE;

import dev.sluice.metrics.instrument.Fact;
import java.util.List;

/** The part of the gateway's own names that tells of money. */
final class SluiceMoney {

    private SluiceMoney() {}

    static List<Family> families() {
        return List.of(
                Family.counter(
                                "sluice_cost_usd_total",
                                "What providers are to be paid, by the prices in force then, for what they reported "
                                        + "(exact) or the gateway counted (estimated).",
                                Fact.COST)
                        .by("provider", PROVIDER)
                        .by("model", MODEL)
                        .by("usage", USAGE),
                Family.counter(
                        "sluice_rough_estimates_total",
                        "Estimates of tokens that were made by length alone, because there was no time to count.",
                        Fact.ROUGH_ESTIMATES),
                Family.counter(
                                "sluice_unpriced_requests_total",
                                "Requests for a model without a price: taken at the default, at nothing, or refused.",
                                Fact.UNPRICED)
                        .by("model", MODEL),
                Family.gauge(
                        "sluice_price_book_age_seconds",
                        "Time since the price file that is in force longest was changed.",
                        Fact.PRICE_BOOK_AGE),
                Family.gauge(
                        "sluice_price_book_entries", "Models that have a price from a file.", Fact.PRICE_BOOK_ENTRIES),
                Family.gauge(
                        "sluice_price_book_entries_refused",
                        "Entries of the price files in force that were left out because something is wrong with them.",
                        Fact.PRICE_BOOK_ENTRIES_REFUSED),
                Family.counter(
                        "sluice_price_book_refused_total",
                        "Price files that were refused as a whole, so that the one before stayed.",
                        Fact.PRICE_BOOK_REFUSED));
    }
}
