package dev.sluice.core.config;

import static java.util.Map.entry;

import dev.sluice.core.config.YamlNode.Form;
import dev.sluice.core.secret.Secret;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The kinds of single values there are: one line each. */
final class ScalarTypes {

    private static final Set<Form> TEXT = Set.of(Form.TEXT);
    private static final Set<Form> NUMBER = Set.of(Form.NUMBER);
    private static final Set<Form> TRUTH = Set.of(Form.TRUTH);
    private static final Set<Form> EITHER = Set.of(Form.TEXT, Form.NUMBER);
    private static final Set<Form> ANY = Set.of(Form.values());

    private static final String TEXT_HINT = "write text: in quotes, where it looks like something else";
    private static final String TRUTH_HINT = "write true or false";
    private static final String NUMBER_HINT = "write a whole number";
    private static final String DECIMAL_HINT = "write a number such as 2, 0.5 or 0.125";
    private static final String DOLLARS_HINT = "write USD such as 2, 0.5 or 0.000125, with at most six decimals";
    private static final String SIZE_HINT = "write a size such as 64KiB, 32MiB or 1GiB, or plain bytes";
    private static final String DURATION_HINT = "write a duration such as 250ms, 10s, 5m, 1h or 30d";
    private static final String TIME_HINT = "write a time in UTC such as 2027-01-31T00:00:00Z";
    private static final String ADDRESS_HINT =
            "write an IP address or localhost, a colon and a port: 127.0.0.1:8080, 0.0.0.0:8080 or \"[::1]:8080\"";

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
    private static final Pattern WHOLE = Pattern.compile("0|-?[1-9][0-9]{0,8}");
    private static final Pattern LARGE = Pattern.compile("0|-?[1-9][0-9]{0,14}");
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]{0,8})(\\.[0-9]{1,9})?");
    private static final Pattern DOLLARS = Pattern.compile("-?(0|[1-9][0-9]{0,8})(\\.[0-9]{1,6})?");
    private static final Pattern QUANTITY = Pattern.compile("(0|[1-9][0-9]{0,11})([A-Za-z]*)");
    private static final Pattern ADDRESS = Pattern.compile("(\\[[^\\]]*\\]|[^:]*):(0|[1-9][0-9]{0,4})");

    private static final Map<Class<?>, ScalarType> TYPES = Map.ofEntries(
            entry(String.class, new ScalarType("text", TEXT_HINT, TEXT, "", text -> text)),
            entry(Secret.class, new ScalarType("secret text", TEXT_HINT, TEXT, "", Secret::new)),
            entry(boolean.class, new ScalarType("true or false", TRUTH_HINT, TRUTH, "false", ScalarTypes::truth)),
            entry(int.class, new ScalarType("number", NUMBER_HINT, NUMBER, "0", ScalarTypes::whole)),
            entry(Long.class, new ScalarType("number", NUMBER_HINT, NUMBER, "0", ScalarTypes::large)),
            entry(Instant.class, new ScalarType("time", TIME_HINT, TEXT, "1970-01-01T00:00:00Z", ScalarTypes::time)),
            entry(double.class, new ScalarType("decimal", DECIMAL_HINT, NUMBER, "1", ScalarTypes::decimal)),
            entry(BigDecimal.class, new ScalarType("USD", DOLLARS_HINT, NUMBER, "0", ScalarTypes::dollars)),
            entry(ByteSize.class, new ScalarType("size", SIZE_HINT, EITHER, "0", ScalarTypes::size)),
            entry(Duration.class, new ScalarType("duration", DURATION_HINT, TEXT, "0s", ScalarTypes::duration)),
            entry(Percentile.class, new ScalarType("percentile", "write a percentile", TEXT, "p50", Percentile::parse)),
            entry(
                    InetSocketAddress.class,
                    new ScalarType("address:port", ADDRESS_HINT, TEXT, "127.0.0.1:0", ScalarTypes::address)),
            entry(Path.class, new ScalarType("file", "write a path", TEXT, "missing", ScalarTypes::path)),
            entry(BaseUrl.class, new ScalarType("URL", "write a URL", TEXT, "http://invalid", BaseUrl::parse)),
            entry(Cidr.class, new ScalarType("CIDR range", "write a range", TEXT, "127.0.0.1/32", ScalarTypes::cidr)),
            entry(JsonValue.class, new ScalarType("any value", "write a value", ANY, "null", JsonValue::new)));

    private ScalarTypes() {}

    /** The kind of a component that is a single value; null when it is a section or a list. */
    static @Nullable ScalarType of(Class<?> type) {
        return type.isEnum() ? choice(type) : TYPES.get(type);
    }

    /** How a constant is written in the file. */
    static String written(Object constant) {
        return constant.toString().toLowerCase(Locale.ROOT);
    }

    private static ScalarType choice(Class<?> type) {
        Map<String, Object> choices =
                Arrays.stream(type.getEnumConstants()).collect(Collectors.toMap(ScalarTypes::written, c -> c));
        String words =
                Arrays.stream(type.getEnumConstants()).map(ScalarTypes::written).collect(Collectors.joining(" \\| "));
        String hint = "write one of " + words.replace(" \\|", ",");
        String sample = written(type.getEnumConstants()[0]);
        return new ScalarType(words, hint, TEXT, sample, text -> {
            Object constant = choices.get(text);
            if (constant == null) {
                throw new Malformed(hint);
            }
            return constant;
        });
    }

    private static Object truth(String text) throws Malformed {
        if (!text.equals("true") && !text.equals("false")) {
            throw new Malformed(TRUTH_HINT);
        }
        return text.equals("true");
    }

    private static Object whole(String text) throws Malformed {
        if (!WHOLE.matcher(text).matches()) {
            throw new Malformed(NUMBER_HINT);
        }
        return Integer.parseInt(text);
    }

    private static Object large(String text) throws Malformed {
        if (!LARGE.matcher(text).matches()) {
            throw new Malformed(NUMBER_HINT);
        }
        return Long.parseLong(text);
    }

    private static Object time(String text) throws Malformed {
        try {
            Instant time = Instant.parse(text);
            if (LAST.isBefore(time) || time.isBefore(Instant.EPOCH)) {
                throw new Malformed("is before 1970 or after 9999");
            }
            return time;
        } catch (DateTimeParseException e) {
            throw new Malformed(TIME_HINT);
        }
    }

    private static Object decimal(String text) throws Malformed {
        if (!DECIMAL.matcher(text).matches()) {
            throw new Malformed(DECIMAL_HINT);
        }
        return Double.parseDouble(text);
    }

    private static Object dollars(String text) throws Malformed {
        if (!DOLLARS.matcher(text).matches()) {
            throw new Malformed(DOLLARS_HINT);
        }
        return new BigDecimal(text);
    }

    private static Object size(String text) throws Malformed {
        Matcher matcher = quantity(text, SIZE_HINT);
        long unit = switch (matcher.group(2)) {
            case "", "B" -> 1;
            case "KiB" -> 1L << 10;
            case "MiB" -> 1L << 20;
            case "GiB" -> 1L << 30;
            default -> throw new Malformed(SIZE_HINT);
        };
        return new ByteSize(times(Long.parseLong(matcher.group(1)), unit));
    }

    private static Object duration(String text) throws Malformed {
        Matcher matcher = quantity(text, DURATION_HINT);
        long unit = switch (matcher.group(2)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> throw new Malformed(DURATION_HINT);
        };
        return Duration.ofMillis(times(Long.parseLong(matcher.group(1)), unit));
    }

    private static Matcher quantity(String text, String hint) throws Malformed {
        Matcher matcher = QUANTITY.matcher(text);
        if (!matcher.matches()) {
            throw new Malformed(hint);
        }
        return matcher;
    }

    private static long times(long count, long unit) throws Malformed {
        if (count > Long.MAX_VALUE / unit) {
            throw new Malformed("is too large");
        }
        return count * unit;
    }

    private static Object address(String text) throws Malformed {
        Matcher matcher = ADDRESS.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65535) {
            throw new Malformed(ADDRESS_HINT);
        }
        String host = matcher.group(1);
        boolean bracketed = host.startsWith("[");
        String literal = bracketed ? host.substring(1, host.length() - 1) : host;
        InetAddress address = literal.equals("localhost") ? IpLiteral.parse("127.0.0.1") : IpLiteral.parse(literal);
        if (address == null || bracketed != literal.contains(":")) {
            throw new Malformed(ADDRESS_HINT);
        }
        return new InetSocketAddress(address, Integer.parseInt(matcher.group(2)));
    }

    private static Object path(String text) throws Malformed {
        try {
            if (!text.isEmpty()) {
                return Path.of(text);
            }
        } catch (InvalidPathException e) {
            throw new Malformed("is not a path");
        }
        throw new Malformed("is empty");
    }

    private static Object cidr(String text) throws Malformed {
        try {
            return Cidr.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Malformed(String.valueOf(e.getMessage()));
        }
    }
}
