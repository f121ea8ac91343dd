/** The access log: one line an exchange, written by a thread of its own, dropped and counted rather than waited for. */
@NullMarked
package dev.sluice.core.accesslog;

import org.jspecify.annotations.NullMarked;
