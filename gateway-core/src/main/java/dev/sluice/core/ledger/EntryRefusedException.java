package dev.sluice.core.ledger;

/**
 * The database is there, and does not take one of the entries that it was given because of what is in that entry, or
 * where it belongs: it will not take it the next time either, while it may take the others. Nothing was changed.
 */
public final class EntryRefusedException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    public EntryRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
