/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.nifi;

/** NiFi rejected a call. */
public final class NiFiRestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    NiFiRestException(final String method, final String path, final int status, final String body) {
        super(method + " " + path + " failed: HTTP " + status + ": " + body);
        this.status = status;
    }

    /** Returns the HTTP status, 400 or more. */
    public int status() {
        return status;
    }
}
