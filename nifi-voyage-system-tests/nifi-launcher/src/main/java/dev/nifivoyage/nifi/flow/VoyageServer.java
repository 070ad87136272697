/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.nifi.flow;

import java.net.URI;

/**
 * The server of a flow.
 *
 * @param baseUri base URL, ending with {@code /v1}
 * @param apiKey an accepted key
 * @param local true for a server on this machine
 */
public record VoyageServer(URI baseUri, String apiKey, boolean local) {

    @Override
    public String toString() {
        // without the key
        return baseUri.toString();
    }
}
