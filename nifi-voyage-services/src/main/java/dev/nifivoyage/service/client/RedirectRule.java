/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.Response;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Decides where a redirect may lead. The storage of Voyage is a public host with https on its usual port; any other
 * target would let a response from outside address this machine, its cloud's metadata service, or a service in its
 * network (server-side request forgery). A server with a port of its own, such as voyage-local, may use other ports of
 * its host.
 */
final class RedirectRule {
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|.*:.*");
    private static final String LOCALHOST = "localhost";

    private final HttpUrl baseUrl;

    RedirectRule(final HttpUrl baseUrl) {
        this.baseUrl = baseUrl;
    }

    /**
     * Returns the target of a redirect.
     *
     * @throws IOException if there is none, or the redirect must not be followed; the message has no query, which is a
     *     credential
     */
    HttpUrl target(final Response redirect) throws IOException {
        final String location = redirect.header("Location");
        final HttpUrl source = redirect.request().url();
        final HttpUrl target = location == null ? null : source.resolve(location);
        if (target == null) {
            throw new IOException("the redirect has no usable Location");
        }
        if (source.isHttps() && !target.isHttps()) {
            throw new IOException(
                    "the redirect to %s downgrades https to http, which is not allowed".formatted(target.host()));
        }

        if (isOfServer(target)) {
            requirePort(target, hasOwnPort() || target.port() == baseUrl.port());
        } else {
            requirePort(target, target.port() == HttpUrl.defaultPort(target.scheme()));
            if (isThisMachine(target.host())) {
                throw internal(target.host(), target.host());
            }
            if (LITERAL.matcher(target.host()).matches()) {
                requirePublic(target.host(), InetAddress.getByName(target.host()));
            }
        }

        return target;
    }

    /**
     * Resolves the target of a redirect, and rejects addresses that a redirect must not lead to. Other hosts, such as
     * that of a proxy, are resolved as usual.
     */
    Dns resolver(final Dns dns, final HttpUrl target) {
        return isOfServer(target) ? dns : new PublicDns(dns, target.host());
    }

    private boolean isOfServer(final HttpUrl target) {
        return target.host().equals(baseUrl.host()) || isThisMachine(target.host()) && isThisMachine(baseUrl.host());
    }

    private boolean hasOwnPort() {
        return baseUrl.port() != HttpUrl.defaultPort(baseUrl.scheme());
    }

    private static void requirePort(final HttpUrl target, final boolean allowed) throws IOException {
        if (!allowed) {
            throw new IOException("the redirect to %s leads to port %d, which is not allowed"
                    .formatted(target.host(), target.port()));
        }
    }

    private static boolean isThisMachine(final String host) {
        final String name = host.toLowerCase(Locale.ROOT);
        return name.equals(LOCALHOST)
                || name.endsWith("." + LOCALHOST)
                || name.equals("::1")
                || LITERAL.matcher(name).matches() && name.startsWith("127.");
    }

    private static void requirePublic(final String host, final InetAddress address) throws UnknownHostException {
        if (address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress()) {
            throw internal(host, address.getHostAddress());
        }
    }

    private static UnknownHostException internal(final String host, final String address) {
        return new UnknownHostException(
                "the redirect to %s leads to %s, an address of this machine or of its link, which is not allowed"
                        .formatted(host, address));
    }

    /**
     * A record, so that connections are reused: their pool compares resolvers.
     */
    private record PublicDns(Dns dns, String target) implements Dns {

        @Override
        public List<InetAddress> lookup(final String host) throws UnknownHostException {
            final List<InetAddress> addresses = dns.lookup(host);
            if (host.equals(target)) {
                for (final InetAddress address : addresses) {
                    requirePublic(host, address);
                }
            }
            return addresses;
        }
    }
}
