/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api.cache;

/**
 * Statistics of a cache since it was enabled, and its content.
 *
 * @param hits requested keys that were found
 * @param misses requested keys that were not found
 * @param puts vectors stored
 * @param evictions vectors evicted from the memory tier
 * @param invalid entries that were damaged, or of another data type or dimension; each also counts as a miss, unless a
 *     slower tier had the vector
 * @param tokensSaved tokens saved by hits, as far as known
 * @param entries vectors held by the largest tier of this node; an estimate
 * @param bytes bytes held by the largest tier of this node; an estimate
 */
public record CacheStatistics(
        long hits, long misses, long puts, long evictions, long invalid, long tokensSaved, long entries, long bytes) {}
