package dev.sluice.core.cache.semantic;

import dev.sluice.core.cache.CacheSettings.Embeddings;
import dev.sluice.core.cache.Digest;

/**
 * Where vectors can be compared: in one partition, if one model has made them.
 *
 * @param dimensions how many numbers they have
 */
record Place(Digest partition, Embeddings by, int dimensions) {}
