/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import dev.nifivoyage.nifi.NiFiHome;
import dev.nifivoyage.nifi.NiFiOptions;
import dev.nifivoyage.nifi.NiFiPorts;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.ProcessGroups;
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
 * Provides the NiFi of this JVM as a parameter: started for the first test that needs it, stopped after all test
 * classes.
 */
public final class SharedNiFi implements ParameterResolver, AfterEachCallback {

    private static final Namespace NAMESPACE = Namespace.create(SharedNiFi.class);

    @Override
    public boolean supportsParameter(final ParameterContext parameter, final ExtensionContext context) {
        return parameter.getParameter().getType() == NiFiProcess.class;
    }

    @Override
    public NiFiProcess resolveParameter(final ParameterContext parameter, final ExtensionContext context) {
        // the root store closes what it holds when all tests are over
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(NiFiProcess.class, key -> started(), NiFiProcess.class);
    }

    /**
     * A test that fails leaves its flow on the canvas, which then disturbs the tests after it.
     */
    @Override
    public void afterEach(final ExtensionContext context) {
        final NiFiProcess nifi = context.getRoot().getStore(NAMESPACE).get(NiFiProcess.class, NiFiProcess.class);
        if (nifi != null && context.getExecutionException().isPresent()) {
            final ProcessGroups groups = new ProcessGroups(nifi.rest());
            groups.onCanvas().forEach(groups::delete);
        }
    }

    private static NiFiProcess started() {
        return NiFiProcess.start(
                NiFiHome.create(emptyDirectory(), Path.of(System.getProperty("nifi.distribution")), NiFiPorts.free()),
                NiFiOptions.quickStart());
    }

    private static Path emptyDirectory() {
        try {
            final Path instances = Files.createDirectories(Path.of(System.getProperty("nifi.instances")));
            return Files.createTempDirectory(instances, "shared-");
        } catch (final IOException e) {
            throw new UncheckedIOException("Cannot make a directory for NiFi", e);
        }
    }
}
