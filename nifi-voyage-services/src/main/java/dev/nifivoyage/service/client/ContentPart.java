/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import okhttp3.Response;

import java.io.Closeable;
import java.io.InputStream;

/**
 * The content of a file from an offset to its end, as a stream.
 *
 * @param stream the bytes from the offset on
 * @param total size of the whole file, or -1 if unknown
 * @param entityTag the ETag of this version of the file, or null
 */
record ContentPart(Response response, InputStream stream, long total, String entityTag) implements Closeable {

    @Override
    public void close() {
        response.close();
    }
}
