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
 * A file's content from some byte to its end, while it arrives.
 *
 * @param response the answer that carries it
 * @param stream the wanted bytes
 * @param total size of the whole file, or -1 when nobody told
 * @param entityTag the storage's mark of this version of the file, or null
 */
record ContentPart(Response response, InputStream stream, long total, String entityTag) implements Closeable {

    @Override
    public void close() {
        response.close();
    }
}
