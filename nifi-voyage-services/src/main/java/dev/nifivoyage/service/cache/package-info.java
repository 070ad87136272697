/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
/**
 * The embedding cache with its three tiers: memory (Ehcache), directory (RocksDB), and a cache shared by a cluster.
 * {@link dev.nifivoyage.service.cache.TieredCache} combines the tiers of a service,
 * {@link dev.nifivoyage.service.cache.LocalCaches} lets services with the same directory share memory and store, and
 * {@link dev.nifivoyage.service.cache.EntryCodec}
 * encodes the entries of all tiers.
 */
package dev.nifivoyage.service.cache;
