/** What must outlive the process: the port, and the records that go through it. */
@NullMarked
package dev.sluice.core.store;

import org.jspecify.annotations.NullMarked;
