/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.endpoint;

/**
 * What a request is billed for.
 *
 * @param tokens the tokens; of multimodal embeddings, those of the text only
 * @param pixels the pixels of images and videos; 0 for other endpoints
 */
public record BilledUsage(int tokens, long pixels) {

    static BilledUsage ofTokens(final long tokens) {
        return new BilledUsage((int) tokens, 0);
    }
}
