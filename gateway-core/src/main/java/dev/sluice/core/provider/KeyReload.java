package dev.sluice.core.provider;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a reload makes of a ring's keys. Those of the file whose name and value are the same stay the same objects, and
 * so keep their state; those added through the API stay, unless the file now has one of their name.
 *
 * @param keys all of them now, in the order of the file and then of their adding
 * @param fresh those that were not there before
 * @param gone those that are not there any more
 */
record KeyReload(List<ProviderKey> keys, List<ProviderKey> fresh, List<ProviderKey> gone) {

    static KeyReload of(List<ProviderKey> before, List<ProviderKey> file) {
        Map<String, ProviderKey> known = new HashMap<>();
        before.forEach(key -> known.put(key.name(), key));
        List<ProviderKey> keys = new ArrayList<>();
        List<ProviderKey> fresh = new ArrayList<>();
        List<ProviderKey> gone = new ArrayList<>();
        for (ProviderKey key : file) {
            ProviderKey old = known.remove(key.name());
            if (old != null && isSame(old, key)) {
                old.prioritise(key.priority());
                keys.add(old);
            } else {
                keys.add(key);
                fresh.add(key);
                if (old != null) {
                    gone.add(old);
                }
            }
        }
        for (ProviderKey key : before) {
            if (known.containsKey(key.name())) {
                (key.source() == KeySource.API ? keys : gone).add(key);
            }
        }
        return new KeyReload(keys, fresh, gone);
    }

    private static boolean isSame(ProviderKey old, ProviderKey now) {
        return old.source() == KeySource.FILE && old.value().equals(now.value());
    }
}
