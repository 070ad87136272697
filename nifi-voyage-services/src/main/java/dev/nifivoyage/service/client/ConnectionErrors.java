/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import java.io.EOFException;
import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Explains failures for which the HTTP client and the JDK have technical messages: what is wrong, and what to check.
 */
final class ConnectionErrors {
    // from OkHttp 5
    private static final Pattern WRONG_HOST = Pattern.compile("Hostname (\\S+) not verified.*", Pattern.DOTALL);
    private static final String PROXY_AUTHENTICATION = "Failed to authenticate with proxy";
    private static final String END_OF_LINE_MISSING = "\\n not found";
    // from the JDK; servers send one or the other
    private static final List<String> CERTIFICATE_ALERTS =
            List.of("Received fatal alert: bad_certificate", "Received fatal alert: certificate_required");

    private static final String HANDSHAKE_ALERT = "Received fatal alert: handshake_failure";

    private ConnectionErrors() {}

    /**
     * Returns a failure of the same kind with a clear message, or the failure itself if its message is clear.
     */
    static IOException explain(final IOException failure) {
        final String message = Objects.toString(failure.getMessage(), "");
        if (failure instanceof SSLException) {
            final String reason = explainTls(failure, message);
            return reason == null ? failure : new SSLException(reason, failure);
        }
        if (message.startsWith(PROXY_AUTHENTICATION)) {
            return new IOException(
                    "the proxy rejects the connection without valid credentials: check the Proxy Configuration Service",
                    failure);
        }
        if (failure.getCause() instanceof final EOFException end
                && Objects.toString(end.getMessage(), "").startsWith(END_OF_LINE_MISSING)) {
            return new IOException(
                    "the server closed the connection within the headers of its response, or sent more than 256 KB of headers",
                    failure);
        }

        return failure;
    }

    private static String explainTls(final IOException failure, final String message) {
        final Matcher wrongHost = WRONG_HOST.matcher(message);
        if (failure instanceof SSLPeerUnverifiedException && wrongHost.matches()) {
            return "the certificate of the server is not valid for the host %s: check Base URL, and whether something intercepts the connection"
                    .formatted(wrongHost.group(1));
        }
        if (CERTIFICATE_ALERTS.stream().anyMatch(message::contains)) {
            return "the server requires a client certificate, or rejects the one it received: set an SSL Context Service with a keystore";
        }

        if (message.contains(HANDSHAKE_ALERT)) {
            return "the server rejects the TLS handshake: it may require a client certificate, which an SSL Context Service with a keystore provides, or other versions of TLS";
        }

        final Optional<Throwable> expired =
                cause(failure, CertificateExpiredException.class, CertificateNotYetValidException.class);
        if (expired.isPresent()) {
            return "the certificate of the server has expired, or is not valid yet: %s"
                    .formatted(expired.get().getMessage());
        }
        if (cause(failure, CertPathBuilderException.class, CertPathValidatorException.class)
                .isPresent()) {
            return "the certificate of the server is not trusted: for a private certificate authority, set an SSL Context Service whose truststore contains it";
        }

        return null;
    }

    private static Optional<Throwable> cause(
            final Throwable failure, final Class<? extends Throwable> one, final Class<? extends Throwable> other) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (one.isInstance(cause) || other.isInstance(cause)) {
                return Optional.of(cause);
            }
        }

        return Optional.empty();
    }
}
