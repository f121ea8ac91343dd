/**
 * What must not be lost between a request and the store: a memory-mapped file for each event loop, to which that loop
 * alone appends, without a system call. A process that is killed loses nothing of it.
 */
@NullMarked
package dev.sluice.core.journal;

import org.jspecify.annotations.NullMarked;
