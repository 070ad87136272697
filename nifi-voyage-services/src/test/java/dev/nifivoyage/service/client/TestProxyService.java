/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.proxy.ProxyConfiguration;
import org.apache.nifi.proxy.ProxyConfigurationService;

import java.net.Proxy;

/**
 * An HTTP proxy on this machine, with or without a user and a password.
 */
final class TestProxyService extends AbstractControllerService implements ProxyConfigurationService {
    private final int port;
    private final boolean credentials;

    TestProxyService(final int port, final boolean credentials) {
        this.port = port;
        this.credentials = credentials;
    }

    @Override
    public ProxyConfiguration getConfiguration() {
        final ProxyConfiguration configuration = new ProxyConfiguration();
        configuration.setProxyType(Proxy.Type.HTTP);
        configuration.setProxyServerHost("localhost");
        configuration.setProxyServerPort(port);
        if (credentials) {
            configuration.setProxyUserName("user");
            configuration.setProxyUserPassword("password");
        }
        return configuration;
    }
}
