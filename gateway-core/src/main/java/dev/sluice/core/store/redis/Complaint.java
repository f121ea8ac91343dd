package dev.sluice.core.store.redis;

import dev.sluice.core.store.StoreException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Says what is wrong with Redis as an operator wants to know it.
 *
 * @param where the address, without how to log in
 */
record Complaint(String where) {

    /** Of the answers that say that something is wrong with a command, those that are about Redis itself. */
    private static final Pattern OF_REDIS = Pattern.compile("OOM|READONLY|MISCONF|LOADING|BUSY|CLUSTERDOWN|MASTERDOWN"
            + "|NOREPLICAS|ACL|permission|[Uu]nknown|not allowed|max number of clients");

    /** As the client says it. */
    private static final String CLOSED = "Connection closed prematurely";

    /**
     * Whether a command has failed because of what was sent, or of the keys that this goes to: the same will fail
     * again, and others will not.
     */
    static boolean isOfWhatWasSent(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof RedisCommandExecutionException) {
                String said = String.valueOf(each.getMessage());
                return (said.startsWith("ERR ") || said.startsWith("WRONGTYPE "))
                        && !OF_REDIS.matcher(said).find();
            }
        }
        return false;
    }

    /** Whether connecting has failed because the connection ended, and nobody has heard why. */
    static boolean isWithoutReason(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof RedisCommandExecutionException) {
                return false;
            }
            if (CLOSED.equals(each.getMessage())) {
                return true;
            }
        }
        return false;
    }

    /** What a command, or connecting, has failed with, in words. */
    StoreException of(Throwable cause) {
        Throwable met = cause;
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof StoreException told) {
                return told;
            }
            boolean wrapped = each instanceof CompletionException
                    || each instanceof ExecutionException
                    || each instanceof RedisConnectionException;
            if (!wrapped || each.getCause() == null) {
                met = each;
                break;
            }
        }
        return new StoreException("Redis at " + where + " " + reason(met), cause);
    }

    private static String reason(Throwable met) {
        if (met instanceof TimeoutException || met instanceof RedisCommandTimeoutException) {
            return "does not answer: see whether it is overloaded or paused";
        }
        if (met instanceof SSLException || met.getCause() instanceof SSLException) {
            return "is not trusted, or speaks no TLS (" + met.getMessage() + "): see store.ca, and rediss in store.url";
        }
        if (met instanceof RedisCommandExecutionException) {
            return refusal(String.valueOf(met.getMessage()));
        }
        return "cannot be reached (" + met.getMessage() + "): start it, or correct store.url";
    }

    private static String refusal(String message) {
        int space = message.indexOf(' ');
        String code = space < 0 ? message : message.substring(0, space);
        String advice = switch (code) {
            case "NOAUTH", "WRONGPASS" -> "correct user and password in store.url";
            case "NOPERM" -> "give its user the rights that docs/redis.md lists";
            case "OOM" -> "it is full: give it more memory, or keep entries for less long (store.usage_retention)";
            case "READONLY" -> "it is a replica: name the master, or sentinels, in store.url";
            case "LOADING" -> "it is still reading its data: wait until it has";
            case "MISCONF" -> "it cannot write its disk: see its log";
            case "CLUSTERDOWN", "TRYAGAIN", "MOVED", "ASK" ->
                "see that all nodes of the cluster are up, and its slots"
                        + " served; a cluster needs redis-cluster:// in store.url";
            default -> "see its log";
        };
        return "refuses it (" + message + "): " + advice;
    }
}
