package dev.sluice.core.store;

import dev.sluice.core.secret.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a Redis is, and how to log in there: {@code scheme://[[user]:password@]host[:port][,host[:port]...][/database]}
 * and, for sentinels, {@code #} with the name of what they watch. Printing it shows no password.
 *
 * @param nodes one, or the sentinels, or nodes of the cluster to ask for the others
 * @param user empty: Redis' default user
 * @param password null: nobody need log in
 * @param master what sentinels call the server that they watch; empty otherwise
 */
public record RedisUrl(
        Mode mode,
        boolean tls,
        List<Node> nodes,
        String user,
        @Nullable Secret password,
        int database,
        String master) {

    /** What stands at the address. */
    public enum Mode {
        SERVER(6379),
        /** Programs that know which server is the master now. */
        SENTINEL(26379),
        CLUSTER(6379);

        private final int usualPort;

        Mode(int usualPort) {
            this.usualPort = usualPort;
        }
    }

    /** A host, without brackets, and a port. */
    public record Node(String host, int port) {

        @Override
        public String toString() {
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }
    }

    private static final String SCHEMES =
            "redis://, rediss://, redis-sentinel://, rediss-sentinel://, redis-cluster:// or rediss-cluster://";
    private static final Pattern SCHEME = Pattern.compile("(?i)redis(s?)(-sentinel|-cluster)?");
    private static final Pattern NODE = Pattern.compile("(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?");
    private static final Pattern DATABASE = Pattern.compile("/(0|[1-9][0-9]{0,4})?");
    private static final Pattern MASTER = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    public RedisUrl {
        nodes = List.copyOf(nodes);
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException when it is none; the message says what is wrong and shows nothing of it
     */
    public static RedisUrl parse(Secret url) {
        String text = url.value();
        int end = text.indexOf("://");
        Matcher scheme = SCHEME.matcher(text.substring(0, Math.max(0, end)));
        if (!scheme.matches()) {
            throw new IllegalArgumentException("write " + SCHEMES + " and a host");
        }
        Mode mode = mode(scheme.group(2));
        String rest = text.substring(end + 3);
        int hash = rest.indexOf('#');
        String master = hash < 0 ? "" : rest.substring(hash + 1);
        String before = hash < 0 ? rest : rest.substring(0, hash);
        if (before.indexOf('?') >= 0) {
            throw new IllegalArgumentException("leave out the query: there are keys of their own for what can be set");
        }
        int slash = before.indexOf('/');
        String authority = slash < 0 ? before : before.substring(0, slash);
        int at = authority.lastIndexOf('@');
        String login = at < 0 ? "" : authority.substring(0, at);
        int colon = login.indexOf(':');
        if (at >= 0 && (colon < 0 || colon == login.length() - 1)) {
            throw new IllegalArgumentException("write user:password@ or :password@ before the host");
        }
        return new RedisUrl(
                mode,
                !scheme.group(1).isEmpty(),
                nodes(authority.substring(at + 1), mode),
                decoded(login.substring(0, Math.max(0, colon))),
                at < 0 ? null : new Secret(decoded(login.substring(colon + 1))),
                database(slash < 0 ? "" : before.substring(slash), mode),
                master(master, mode));
    }

    /** The address without how to log in there, for messages. */
    public String where() {
        return nodes.stream().map(Node::toString).collect(Collectors.joining(","))
                + (mode == Mode.SENTINEL ? "#" + master : "");
    }

    private static Mode mode(@Nullable String suffix) {
        return suffix == null ? Mode.SERVER : Mode.valueOf(suffix.substring(1).toUpperCase(Locale.ROOT));
    }

    private static List<Node> nodes(String authority, Mode mode) {
        List<Node> nodes = new ArrayList<>();
        for (String each : authority.split(",", -1)) {
            Matcher node = NODE.matcher(each);
            if (!node.matches()) {
                throw new IllegalArgumentException("the host is missing or wrong: write host or host:port, and what"
                        + " is special in a password percent-encoded (@ as %40, / as %2F)");
            }
            int port = node.group(2) == null ? mode.usualPort : Integer.parseInt(node.group(2));
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("a port is 1 to 65535");
            }
            nodes.add(new Node(node.group(1).replaceAll("[\\[\\]]", ""), port));
        }
        if (mode == Mode.SERVER && nodes.size() > 1) {
            throw new IllegalArgumentException("several hosts are for redis-sentinel:// and redis-cluster://");
        }
        return nodes;
    }

    private static int database(String path, Mode mode) {
        Matcher database = DATABASE.matcher(path);
        if (!path.isEmpty() && !database.matches()) {
            throw new IllegalArgumentException("after the host comes nothing, or / and the number of a database");
        }
        int number = path.length() < 2 ? 0 : Integer.parseInt(path.substring(1));
        if (mode == Mode.CLUSTER && number != 0) {
            throw new IllegalArgumentException("a cluster has no database but 0");
        }
        return number;
    }

    private static String master(String name, Mode mode) {
        if (mode != Mode.SENTINEL && !name.isEmpty()) {
            throw new IllegalArgumentException("leave out # and what follows");
        }
        if (mode == Mode.SENTINEL && !MASTER.matcher(name).matches()) {
            throw new IllegalArgumentException("write # and what the sentinels call the master at the end: #mymaster");
        }
        return name;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Its message would quote the password.
            throw new IllegalArgumentException("a percent sign in user or password is written %25");
        }
    }
}
