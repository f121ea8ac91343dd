/** The store in one SQLite file (WAL), which one process has open at a time: the only package that speaks SQL. */
@NullMarked
package dev.sluice.core.store.sqlite;

import org.jspecify.annotations.NullMarked;
