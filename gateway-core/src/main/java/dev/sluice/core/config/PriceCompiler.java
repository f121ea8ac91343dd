package dev.sluice.core.config;

import dev.sluice.core.config.PricesConfig.FileConfig;
import dev.sluice.core.config.PricesConfig.ModelPriceConfig;
import dev.sluice.core.price.PicoDollars;
import dev.sluice.core.price.Price;
import dev.sluice.core.price.PriceDraft;
import dev.sluice.core.price.PriceSettings;
import dev.sluice.core.price.Unit;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compiles section {@code prices}: decimals become whole pico-dollars. Stateless. */
final class PriceCompiler {

    private PriceCompiler() {}

    static PriceSettings compile(PricesConfig prices) {
        Map<String, Price> models = new HashMap<>();
        prices.models().forEach((name, price) -> models.put(name, compile(price)));
        return new PriceSettings(prices.files().stream().map(FileConfig::path).toList(), models, prices.onUnknown());
    }

    private static Price compile(ModelPriceConfig price) {
        PriceDraft draft = new PriceDraft();
        set(draft, Unit.INPUT, price.input());
        set(draft, Unit.CACHED_INPUT, price.cachedInput());
        set(draft, Unit.CACHE_WRITE, price.cacheWrite());
        set(draft, Unit.CACHE_WRITE_HOUR, price.cacheWriteHour());
        set(draft, Unit.OUTPUT, price.output());
        set(draft, Unit.REASONING, price.reasoning());
        set(draft, Unit.AUDIO_INPUT, price.audioInput());
        set(draft, Unit.AUDIO_OUTPUT, price.audioOutput());
        set(draft, Unit.IMAGE_INPUT, price.imageInput());
        set(draft, Unit.IMAGE_OUTPUT, price.imageOutput());
        return draft.set(Unit.IMAGE, PicoDollars.of(price.image()))
                .set(Unit.QUERY, PicoDollars.of(price.query()))
                .set(Unit.REQUEST, PicoDollars.of(price.request()))
                .build();
    }

    private static void set(PriceDraft draft, Unit unit, @Nullable BigDecimal usd) {
        if (usd != null) {
            draft.set(unit, PicoDollars.ofMillion(usd));
        }
    }
}
