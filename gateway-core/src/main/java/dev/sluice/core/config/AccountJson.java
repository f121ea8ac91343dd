package dev.sluice.core.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.sluice.core.account.Authenticator.KeyHash;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.account.Definition;
import dev.sluice.core.account.ItemKind;
import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Definitions as JSON (RFC 8259), with the names and rules of the configuration file: as bodies of the API, which are
 * read strictly, and as documents of the store, which this has written. Stateless.
 */
public final class AccountJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .defaultPropertyInclusion(JsonInclude.Value.construct(Include.NON_NULL, Include.NON_NULL))
            .addModule(new SimpleModule()
                    .addSerializer(Cidr.class, ToStringSerializer.instance)
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addDeserializer(Cidr.class, new FromText<>(Cidr.class, Cidr::parse))
                    .addDeserializer(Instant.class, new FromText<>(Instant.class, Instant::parse)))
            .build();

    private AccountJson() {}

    /**
     * A definition from a body.
     *
     * @param hash of a client key's value; null for other kinds
     * @param now when subscriptions and trials begin that do not say it
     */
    public static Verdict<Definition> read(ItemKind kind, ObjectNode body, @Nullable KeyHash hash, Instant now) {
        Problems problems = new Problems();
        Substitution none = new Substitution(Path.of(""), name -> null);
        Record record = new Binder(problems, none).bind(type(kind), tree(body), "");
        new AccountChecks(problems).check(record);
        return problems.isEmpty()
                ? new Verdict.Accepted<>(definition(kind, record, hash, now))
                : new Verdict.Refused<>(problems.all());
    }

    /** As the API shows it: what {@link #read} takes. */
    public static ObjectNode write(Definition definition) {
        return MAPPER.valueToTree(AccountWriter.write(definition));
    }

    /** As the store keeps it. */
    public static String document(Definition definition) {
        try {
            return MAPPER.writeValueAsString(
                    definition instanceof ClientKey.Issued issued
                            ? new IssuedDocument(issued.hash().hex(), AccountWriter.key(issued.key()))
                            : AccountWriter.write(definition));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a record that cannot be written", e);
        }
    }

    /** @throws IllegalArgumentException when it is no document of this version; the message does not repeat it */
    public static Definition ofDocument(ItemKind kind, String json) {
        try {
            if (kind == ItemKind.CLIENT_KEY) {
                IssuedDocument issued = MAPPER.readValue(json, IssuedDocument.class);
                return definition(kind, issued.key(), KeyHash.parse(issued.hash()), Instant.EPOCH);
            }
            return definition(kind, MAPPER.readValue(json, type(kind)), null, Instant.EPOCH);
        } catch (JsonProcessingException | RuntimeException e) {
            throw new IllegalArgumentException("no document of a " + ScalarTypes.written(kind), e);
        }
    }

    /** A client key in the store. */
    private record IssuedDocument(String hash, ClientKeyBody key) {}

    private static Class<? extends Record> type(ItemKind kind) {
        return switch (kind) {
            case TENANT -> TenantConfig.class;
            case USER -> UserConfig.class;
            case ROLE -> RoleConfig.class;
            case PLAN -> PlanConfig.class;
            case CLIENT_KEY -> ClientKeyBody.class;
            case SUBSCRIPTION -> SubscriptionBody.class;
            case TRIAL -> TrialBody.class;
        };
    }

    private static Definition definition(ItemKind kind, Record record, @Nullable KeyHash hash, Instant now) {
        return switch (kind) {
            case TENANT -> AccountCompiler.tenant((TenantConfig) record);
            case USER -> AccountCompiler.user((UserConfig) record);
            case ROLE -> AccountCompiler.role((RoleConfig) record);
            case PLAN -> AccountCompiler.plan((PlanConfig) record);
            case CLIENT_KEY ->
                new ClientKey.Issued(AccountCompiler.key((ClientKeyBody) record), Objects.requireNonNull(hash, "hash"));
            case SUBSCRIPTION -> AccountCompiler.subscription((SubscriptionBody) record, now);
            case TRIAL -> AccountCompiler.trial((TrialBody) record, now);
        };
    }

    /** A body as the binder takes it; it has no lines. Texts stand for themselves: nothing is put into them. */
    private static YamlNode tree(JsonNode node) {
        if (node.isObject()) {
            Map<String, YamlNode> values = new LinkedHashMap<>();
            node.properties().forEach(each -> values.put(each.getKey(), tree(each.getValue())));
            return new YamlNode.Mapping(0, values);
        }
        if (node.isArray()) {
            return new YamlNode.Sequence(
                    0,
                    StreamSupport.stream(node.spliterator(), false)
                            .map(AccountJson::tree)
                            .toList());
        }
        return switch (node.getNodeType()) {
            case NUMBER -> new YamlNode.Scalar(0, YamlNode.Form.NUMBER, node.asText());
            case BOOLEAN -> new YamlNode.Scalar(0, YamlNode.Form.TRUTH, node.asText());
            case NULL -> new YamlNode.Scalar(0, YamlNode.Form.NOTHING, "");
            default -> new YamlNode.Scalar(0, YamlNode.Form.TEXT, node.asText().replace("${", "$${"));
        };
    }

    /** What is written as text. */
    private static final class FromText<T> extends StdDeserializer<T> {

        @Serial
        private static final long serialVersionUID = 1L;

        private final transient Function<String, T> parser;

        FromText(Class<T> type, Function<String, T> parser) {
            super(type);
            this.parser = parser;
        }

        @Override
        public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return parser.apply(in.getText());
        }
    }
}
