/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

/**
 * The last eviction of a namespace.
 *
 * @param mark increasing number that identifies this eviction on all nodes
 * @param at time of the eviction on this node, in milliseconds since 1970 of its clock; vectors stored by this node
 *     until then are evicted
 */
record Eviction(long mark, long at) {
    static final Eviction NONE = new Eviction(0, 0);
}
