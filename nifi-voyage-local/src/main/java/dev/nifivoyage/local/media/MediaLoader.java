/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.media;

/**
 * Loads images and videos from base64 or a URL, and checks them.
 */
public final class MediaLoader {

    private MediaLoader() {}

    /**
     * @param value base64, or a URL
     * @throws MediaException if it cannot be loaded or is not an image
     */
    public static ContentPart.Image image(final String value, final boolean url) {
        final DataUrl data = load(value, url);
        final MediaFormat format = MediaFormat.of(data.bytes())
                .filter(MediaFormat::isImage)
                .orElseThrow(() -> new MediaException("it is not a PNG, JPEG, WebP, or GIF"));
        checkDeclared(data, format);
        return ImageDecoder.decode(data.bytes(), format);
    }

    /**
     * @param value base64, or a URL
     * @throws MediaException if it cannot be loaded or does not have the signature of a video
     */
    public static ContentPart.Video video(final String value, final boolean url) {
        final DataUrl data = load(value, url);
        final MediaFormat format = MediaFormat.of(data.bytes())
                .filter(found -> !found.isImage())
                .orElseThrow(() -> new MediaException("it is not an MP4, WebM, or AVI"));
        checkDeclared(data, format);
        return VideoInspector.inspect(data.bytes(), format);
    }

    private static DataUrl load(final String value, final boolean url) {
        final DataUrl data = url ? new DataUrl(null, MediaDownloader.download(value)) : DataUrl.parse(value);
        MediaLimits.checkBytes(data.bytes().length);
        return data;
    }

    private static void checkDeclared(final DataUrl data, final MediaFormat format) {
        if (data.mimeType() != null && !format.hasMimeType(data.mimeType())) {
            throw new MediaException(
                    "its data URL declares '" + data.mimeType() + "', but its bytes are '" + format.mimeType() + "'");
        }
    }
}
