/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.response;

import java.nio.ByteBuffer;

/**
 * A result, from Voyage or the cache.
 *
 * @param <R> result of one request
 * @param tokens tokens billed for the request when it was sent; 0 if unknown
 * @param decimals numbers of a vector as text, or null
 */
public record BilledResult<R>(R result, int tokens, ByteBuffer decimals) {}
