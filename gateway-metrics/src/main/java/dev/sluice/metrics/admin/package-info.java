/**
 * The admin port: scrapes, health and the reload, on the JDK's HTTP server, so that it answers when event loops are
 * stuck. Closed from the first day: who may call, under which name, with which login, is decided before anything is
 * done.
 */
@NullMarked
package dev.sluice.metrics.admin;

import org.jspecify.annotations.NullMarked;
