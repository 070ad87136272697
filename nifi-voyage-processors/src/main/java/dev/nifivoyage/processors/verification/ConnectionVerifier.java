/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.verification;

import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.logging.ComponentLog;

/**
 * Verifies a connection to Voyage by listing one batch job, which is free.
 */
public final class ConnectionVerifier {
    public static final String USE_CONNECTION = "Use Connection";

    private ConnectionVerifier() {}

    public static ConfigVerificationResult verify(final VoyageClientService client, final ComponentLog logger) {
        try {
            client.listBatches(1, null);
            return StepResult.successful(USE_CONNECTION, "%s accepts the API key".formatted(client.getBaseUri()));
        } catch (final VoyageException e) {
            logger.debug("Failed to list batch jobs", e);
            return StepResult.failed(USE_CONNECTION, e.getMessage());
        }
    }
}
