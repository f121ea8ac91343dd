/**
 * What a conversation with a model is in any dialect: turns, parts, tools, options, and an answer that comes piece by
 * piece; and the ports through which a format reads and writes them. A request is never held whole: its options are
 * read first, then its turns, one at a time.
 */
@NullMarked
package dev.sluice.core.chat;

import org.jspecify.annotations.NullMarked;
