package dev.sluice.core.price;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where prices come from.
 *
 * @param files price files; what stands in an earlier one holds
 * @param models prices by {@code provider/model} or by model, which hold before those of files
 */
public record PriceSettings(List<Path> files, Map<String, Price> models, OnUnknown onUnknown) {

    /** Nothing has a price. */
    public static final PriceSettings NONE = new PriceSettings(List.of(), Map.of(), OnUnknown.DEFAULT);

    public PriceSettings {
        files = List.copyOf(files);
        models = Map.copyOf(models);
    }

    /** Differs when a price does that is set here. */
    String digest() {
        String all = onUnknown + " " + new TreeMap<>(models);
        return PriceSource.digest(all.getBytes(UTF_8));
    }
}
