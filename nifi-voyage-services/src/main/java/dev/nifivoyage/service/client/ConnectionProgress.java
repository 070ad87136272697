/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Handshake;

/**
 * Records the progress of a connection, to attribute a failure to its step.
 */
final class ConnectionProgress extends EventListener {
    private volatile boolean connected;
    private volatile boolean secured;

    @Override
    public void secureConnectStart(final Call call) {
        connected = true;
    }

    @Override
    public void secureConnectEnd(final Call call, final Handshake handshake) {
        secured = true;
    }

    @Override
    public void connectionAcquired(final Call call, final Connection connection) {
        connected = true;
    }

    /**
     * Returns true if the server was reached; through a proxy, if the tunnel was opened.
     */
    boolean isConnected() {
        return connected;
    }

    /**
     * Returns true if the certificate of the server was accepted.
     */
    boolean isSecured() {
        return secured;
    }
}
