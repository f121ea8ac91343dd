/** The configuration file: records, their loader, and the compiled snapshot that a request runs under. */
@NullMarked
package dev.sluice.core.config;

import org.jspecify.annotations.NullMarked;
