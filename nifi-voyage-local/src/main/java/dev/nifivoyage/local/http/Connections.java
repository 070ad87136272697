/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.http;

import io.javalin.http.Context;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SocketChannelEndPoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The connection under a request, to break it.
 */
final class Connections {

    private Connections() {}

    /**
     * Resets the connection immediately (TCP RST), without a response.
     */
    static void reset(final Context context) {
        final EndPoint endPoint = ServletContextRequest.getServletContextRequest(context.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint();
        try {
            if (endPoint instanceof final SocketChannelEndPoint socket
                    && socket.getChannel() instanceof final SocketChannel channel) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (final SocketException e) {
            throw new IllegalStateException("The client has closed the connection before it could be reset", e);
        } catch (final IOException e) {
            throw new UncheckedIOException("The connection cannot be reset", e);
        }
        endPoint.close();
    }

    /**
     * Keeps the connection silent: nothing is sent, and nothing is closed.
     */
    static void stall(final Duration duration) {
        final long end = System.nanoTime() + duration.toNanos();
        for (long left = duration.toNanos();
                left > 0 && !Thread.currentThread().isInterrupted();
                left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /**
     * Closes the connection after the sent bytes have reached the client.
     */
    static void close(final Context context) {
        ServletContextRequest.getServletContextRequest(context.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }
}
