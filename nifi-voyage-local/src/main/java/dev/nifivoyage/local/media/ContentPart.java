/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.media;

/**
 * A part of a multimodal input.
 */
public sealed interface ContentPart {

    /**
     * A text that is not empty.
     */
    record Text(String text) implements ContentPart {}

    /**
     * An image.
     *
     * @param thumbnail the whole image, small
     * @param pixels the pixels that are billed
     */
    record Image(Thumbnail thumbnail, long pixels) implements ContentPart {}

    /**
     * A video.
     *
     * @param hash the hash of its bytes
     * @param pixels the pixels that are billed
     */
    record Video(long hash, long pixels) implements ContentPart {}
}
