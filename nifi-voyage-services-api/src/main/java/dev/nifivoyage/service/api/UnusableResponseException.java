/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api;

/**
 * A complete, successful response that does not match the request. It is not requested again, because Voyage bills each
 * response.
 */
public final class UnusableResponseException extends VoyageException {
    private static final long serialVersionUID = 1L;

    /**
     * @param call method and path
     * @param detail how the response differs from what was requested
     */
    public UnusableResponseException(final String call, final String detail) {
        super("%s returned an unusable response: %s".formatted(call, detail), detail, null);
    }

    @Override
    public boolean isRetryable() {
        return false;
    }
}
