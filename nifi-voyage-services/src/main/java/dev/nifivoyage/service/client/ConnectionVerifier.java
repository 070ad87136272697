/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import dev.nifivoyage.service.api.VoyageException;
import okhttp3.HttpUrl;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.logging.ComponentLog;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Verifies the connection step by step, without creating anything and at no cost.
 */
final class ConnectionVerifier {
    static final String RESOLVE_ADDRESS = "Resolve Address";
    static final String CONNECT = "Connect";
    static final String USE_TLS = "Use TLS";
    static final String USE_API_KEY = "Use API Key";
    static final String CREATE_BATCH_JOBS = "Create Batch Jobs";

    private final VoyageApi api;
    private final ConnectionProgress progress;
    private final boolean proxied;
    private final ComponentLog logger;

    ConnectionVerifier(
            final VoyageApi api, final ConnectionProgress progress, final boolean proxied, final ComponentLog logger) {
        this.api = api;
        this.progress = progress;
        this.proxied = proxied;
        this.logger = logger;
    }

    List<ConfigVerificationResult> verify() {
        final List<ConfigVerificationResult> results = new ArrayList<>();
        final HttpUrl address = api.baseUrl();
        if (BaseUrl.isAtlas(address)) {
            // the closest outcome to a warning
            results.add(result(CREATE_BATCH_JOBS, Outcome.SKIPPED, BaseUrl.noBatchApiMessage(address)));
        }

        if (!resolve(address, results)) {
            results.add(result(CONNECT, Outcome.SKIPPED, "Host cannot be resolved"));
            results.add(result(USE_TLS, Outcome.SKIPPED, "Host cannot be resolved"));
            results.add(result(USE_API_KEY, Outcome.SKIPPED, "Host cannot be resolved"));
            return results;
        }

        try {
            api.listOneFile();
            results.add(result(CONNECT, Outcome.SUCCESSFUL, "Connected to %s".formatted(address)));
            results.add(tls(address));
            results.add(result(
                    USE_API_KEY, Outcome.SUCCESSFUL, "API key is accepted, and files and batch jobs are available"));
        } catch (final VoyageException e) {
            logger.debug("Verification of {} failed", address, e);
            explain(address, e, results);
        }

        return results;
    }

    private boolean resolve(final HttpUrl address, final List<ConfigVerificationResult> results) {
        if (proxied) {
            results.add(result(RESOLVE_ADDRESS, Outcome.SKIPPED, "Resolved by the proxy"));
            return true;
        }

        try {
            results.add(result(
                    RESOLVE_ADDRESS,
                    Outcome.SUCCESSFUL,
                    "%s resolves to %s"
                            .formatted(
                                    address.host(),
                                    InetAddress.getByName(address.host()).getHostAddress())));
            return true;
        } catch (final UnknownHostException e) {
            logger.debug("Host {} is unknown", address.host(), e);
            results.add(result(
                    RESOLVE_ADDRESS,
                    Outcome.FAILED,
                    "Host %s is unknown: check Base URL and the network".formatted(address.host())));
            return false;
        }
    }

    private void explain(
            final HttpUrl address, final VoyageException failure, final List<ConfigVerificationResult> results) {
        if (failure.statusCode().isEmpty()) {
            explainWithoutResponse(address, failure, results);
            return;
        }

        results.add(result(CONNECT, Outcome.SUCCESSFUL, "Connected to %s".formatted(address)));
        results.add(tls(address));
        final int status = failure.statusCode().getAsInt();
        final String advice = switch (status) {
            case 401, 403 ->
                "API key is not accepted by this host: keys that start with pa- belong to api.voyageai.com, keys that start with al- to ai.mongodb.com. ";
            case 404 -> "The Batch API is documented for api.voyageai.com only. ";
            default -> "";
        };
        results.add(result(USE_API_KEY, Outcome.FAILED, advice + failure.getMessage()));
    }

    private void explainWithoutResponse(
            final HttpUrl address, final VoyageException failure, final List<ConfigVerificationResult> results) {
        if (!progress.isConnected()) {
            results.add(result(CONNECT, Outcome.FAILED, failure.getMessage()));
            results.add(result(USE_TLS, Outcome.SKIPPED, "Not connected"));
            results.add(result(USE_API_KEY, Outcome.SKIPPED, "Not connected"));
            return;
        }

        results.add(result(CONNECT, Outcome.SUCCESSFUL, "Connected to %s".formatted(address)));
        if (address.isHttps() && !progress.isSecured()) {
            results.add(result(USE_TLS, Outcome.FAILED, failure.getMessage()));
            results.add(result(USE_API_KEY, Outcome.SKIPPED, "Not connected securely"));
        } else {
            results.add(tls(address));
            results.add(result(USE_API_KEY, Outcome.FAILED, failure.getMessage()));
        }
    }

    private static ConfigVerificationResult tls(final HttpUrl address) {
        return address.isHttps()
                ? result(USE_TLS, Outcome.SUCCESSFUL, "Server certificate is trusted")
                : result(USE_TLS, Outcome.SKIPPED, "Base URL uses http: the API key is sent unencrypted");
    }

    private static ConfigVerificationResult result(final String step, final Outcome outcome, final String explanation) {
        return new ConfigVerificationResult.Builder()
                .verificationStepName(step)
                .outcome(outcome)
                .explanation(explanation)
                .build();
    }
}
