/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api;

import org.apache.nifi.processor.exception.ProcessException;

/**
 * A call was canceled because its processor was stopped. As a {@link ProcessException} it is not routed to a
 * relationship: the session is rolled back.
 */
public final class TransferStoppedException extends ProcessException {
    private static final long serialVersionUID = 1L;

    /**
     * @param call method and path, or another name of the wait that was ended
     */
    public TransferStoppedException(final String call) {
        this(call, null);
    }

    /**
     * @param call method and path
     * @param cause exception of the HTTP client, or null
     */
    public TransferStoppedException(final String call, final Throwable cause) {
        super(call + " was canceled because the processor was stopped", cause);
    }
}
