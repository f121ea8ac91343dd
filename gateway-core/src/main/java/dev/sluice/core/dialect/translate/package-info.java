/**
 * Serves what is said in one format by a provider that speaks another: one file for each ordered pair, the client's
 * format first, which tells what becomes of the fields that the two do not have in common; and one package for each
 * format, which reads and writes it in the neutral words of {@link dev.sluice.core.chat}.
 */
@NullMarked
package dev.sluice.core.dialect.translate;

import org.jspecify.annotations.NullMarked;
