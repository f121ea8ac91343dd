/**
 * Who may go on: limits, budgets, credits, plans and trials. A request passes the gates twice, when its head is known
 * and when its body is; what it may use at the most is reserved, and given back for what it did use, exactly once.
 */
@NullMarked
package dev.sluice.core.admission;

import org.jspecify.annotations.NullMarked;
