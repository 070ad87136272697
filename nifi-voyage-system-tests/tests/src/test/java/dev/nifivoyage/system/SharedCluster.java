/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import dev.nifivoyage.nifi.NiFiCluster;
import dev.nifivoyage.nifi.NiFiOptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Provides a cluster as a parameter: started for the first test of a class that needs it, stopped after that class, or
 * after a test that fails.
 */
public final class SharedCluster implements ParameterResolver, AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(SharedCluster.class);

    @Override
    public boolean supportsParameter(final ParameterContext parameter, final ExtensionContext context) {
        return parameter.getParameter().getType() == NiFiCluster.class;
    }

    @Override
    public NiFiCluster resolveParameter(final ParameterContext parameter, final ExtensionContext context) {
        return ofClass(context)
                .computeIfAbsent(TwoNodes.class, key -> started(), TwoNodes.class)
                .cluster();
    }

    /**
     * A test that fails may leave a node that is missing, and its flow.
     */
    @Override
    public void afterEach(final ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            final TwoNodes nodes = ofClass(context).remove(TwoNodes.class, TwoNodes.class);
            if (nodes != null) {
                nodes.close();
            }
        }
    }

    // closes what it holds after the last test of the class
    private static ExtensionContext.Store ofClass(final ExtensionContext test) {
        return test.getParent().orElseThrow().getStore(NAMESPACE);
    }

    private static TwoNodes started() {
        try {
            final Path instances = Files.createDirectories(Path.of(System.getProperty("nifi.instances")));
            return TwoNodes.start(Files.createTempDirectory(instances, "cluster-"), NiFiOptions.quickStart());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
