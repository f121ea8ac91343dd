package dev.sluice.core.admission;

/**
 * What a user has to spend, in pico-dollars: its credit balance, less what is reserved. Thread-safe; its lock is held
 * for some additions.
 */
final class Wallet {

    private long balance;
    private long reserved;

    Wallet(long balance) {
        this.balance = balance;
    }

    /** Reserves an amount; false where there is not so much left, or nothing at all. */
    synchronized boolean reserve(long picoDollars) {
        long left = balance - reserved;
        if (left <= 0 || left < picoDollars) {
            return false;
        }
        reserved += picoDollars;
        return true;
    }

    /** Reserves an amount that others decide on. */
    synchronized void hold(long picoDollars) {
        reserved += picoDollars;
    }

    /** Whether it pays for all that is reserved, of which this is a part. */
    synchronized boolean covers(long picoDollars) {
        return balance >= reserved && balance - reserved + picoDollars > 0;
    }

    /** What was reserved is given back, and this is taken. */
    synchronized void settle(long wasReserved, long picoDollars) {
        reserved -= wasReserved;
        balance -= picoDollars;
    }

    /** Adds to the balance, or takes from it; gives the new one. */
    synchronized long add(long picoDollars) {
        balance = Math.addExact(balance, picoDollars);
        return balance;
    }

    /** What is reserved stays so. */
    synchronized void balanceIs(long picoDollars) {
        balance = picoDollars;
    }

    synchronized long balance() {
        return balance;
    }

    /** Whether another one would be as good. */
    synchronized boolean isEmpty() {
        return balance == 0 && reserved == 0;
    }

    synchronized long left() {
        return balance - reserved;
    }
}
