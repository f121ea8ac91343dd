package dev.sluice.core.config;

import dev.sluice.core.price.OnUnknown;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Section {@code prices}. */
public record PricesConfig(
        @Key(
                doc = "Files with prices; what stands in an earlier one holds. Read anew when they change.",
                defaultsTo = "[]")
        List<FileConfig> files,

        @Key(
                doc = "Prices by `provider/model` or by the provider's own name of a model; they hold before those of"
                        + " files.",
                defaultsTo = "{}")
        Map<String, ModelPriceConfig> models,

        @Key(
                doc = "What models without a price cost: `default` 20 USD a million tokens, `zero` nothing; `reject`"
                        + " refuses requests for them.",
                defaultsTo = "default")
        OnUnknown onUnknown) {

    /** What a price file is written in. */
    public enum Format {
        /** {@code model_prices_and_context_window.json} of LiteLLM. */
        LITELLM
    }

    /** An item of {@code prices.files}. */
    public record FileConfig(
            @Key(doc = "Of LiteLLM's `model_prices_and_context_window.json`.", defaultsTo = "litellm")
            Format format,

            @Key(doc = "The file.") Path path) {}

    /** An entry of {@code prices.models}. */
    public record ModelPriceConfig(
            @Key(doc = "Tokens of input.", atLeast = "0", atMost = "1000000")
            BigDecimal input,

            @Key(
                    doc = "Tokens of input that the provider had cached; unset: as `input`.",
                    atLeast = "0",
                    atMost = "1000000")
            @Nullable
            BigDecimal cachedInput,

            @Key(
                    doc = "Tokens of input that the provider caches; unset: as `input`.",
                    atLeast = "0",
                    atMost = "1000000")
            @Nullable
            BigDecimal cacheWrite,

            @Key(doc = "Those that it caches for an hour; unset: as `cache_write`.", atLeast = "0", atMost = "1000000")
            @Nullable
            BigDecimal cacheWriteHour,

            @Key(doc = "Tokens of output.", atLeast = "0", atMost = "1000000")
            BigDecimal output,

            @Key(doc = "Tokens of output that are reasoning; unset: as `output`.", atLeast = "0", atMost = "1000000")
            @Nullable
            BigDecimal reasoning,

            @Key(doc = "Tokens of input that are audio; unset: as `input`.", atLeast = "0", atMost = "1000000")
            @Nullable
            BigDecimal audioInput,

            @Key(doc = "Tokens of output that are audio; unset: as `output`.", atLeast = "0", atMost = "1000000")
            @Nullable
            BigDecimal audioOutput,

            @Key(doc = "Tokens of input that are images; unset: as `input`.", atLeast = "0", atMost = "1000000")
            @Nullable
            BigDecimal imageInput,

            @Key(doc = "Tokens of output that are images; unset: as `output`.", atLeast = "0", atMost = "1000000")
            @Nullable
            BigDecimal imageOutput,

            @Key(
                    doc = "In USD for one generated image, where its output costs nothing by the token.",
                    defaultsTo = "0",
                    atLeast = "0",
                    atMost = "10000")
            BigDecimal image,

            @Key(
                    doc = "In USD for one search that the provider makes for an answer.",
                    defaultsTo = "0",
                    atLeast = "0",
                    atMost = "10000")
            BigDecimal query,

            @Key(doc = "In USD for one request, besides its tokens.", defaultsTo = "0", atLeast = "0", atMost = "10000")
            BigDecimal request) {}
}
