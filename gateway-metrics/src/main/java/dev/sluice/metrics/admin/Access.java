package dev.sluice.metrics.admin;

/** What a route asks of its caller. */
enum Access {
    /** Nothing: health. */
    OPEN,
    /** Any login, as soon as there are users. */
    SCRAPE,
    /** The admin role, always. */
    ADMIN
}
