/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockComponentLog;
import org.apache.nifi.util.MockConfigurationContext;
import org.apache.nifi.util.NoOpProcessor;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertFalse;

/**
 * The service in NiFi's test runner.
 */
final class ServiceFixture implements AutoCloseable {
    static final String API_KEY = "pa-VerySecret_0123456789";

    final TestRunner runner = TestRunners.newTestRunner(NoOpProcessor.class);
    final StandardVoyageClientService service = new StandardVoyageClientService();
    private final Map<PropertyDescriptor, String> properties = new HashMap<>();

    ServiceFixture(final Object baseUrl) throws InitializationException {
        runner.addControllerService("voyage", service);
        set(StandardVoyageClientService.API_KEY, API_KEY);
        set(StandardVoyageClientService.CONNECTION_TIMEOUT, "2 sec");
        set(StandardVoyageClientService.READ_TIMEOUT, "20 sec");
        if (baseUrl != null) {
            set(StandardVoyageClientService.BASE_URL, baseUrl.toString());
        }
    }

    static StandardVoyageClientService enabled(final Object baseUrl) throws InitializationException {
        return new ServiceFixture(baseUrl).enable();
    }

    ServiceFixture set(final PropertyDescriptor descriptor, final String value) {
        runner.setProperty(service, descriptor, value);
        properties.put(descriptor, value);
        return this;
    }

    ServiceFixture use(final PropertyDescriptor descriptor, final ControllerService other)
            throws InitializationException {
        final String identifier = descriptor.getName();
        runner.addControllerService(identifier, other);
        runner.enableControllerService(other);
        return set(descriptor, identifier);
    }

    StandardVoyageClientService enable() {
        runner.enableControllerService(service);
        return service;
    }

    Map<String, ConfigVerificationResult> verify() {
        final MockConfigurationContext context = new MockConfigurationContext(
                service, properties, runner.getProcessContext().getControllerServiceLookup(), Map.of());
        final List<ConfigVerificationResult> results =
                service.verify(context, new MockComponentLog("voyage", service), Map.of());
        final Map<String, ConfigVerificationResult> byStep = new HashMap<>();
        results.forEach(result -> byStep.put(result.getVerificationStepName(), result));
        results.forEach(result -> assertFalse(result.getExplanation().contains(API_KEY), result.getExplanation()));
        return byStep;
    }

    /**
     * Looks at everything a log would show of an exception: its messages, causes and suppressed exceptions.
     */
    static void assertHoldsNoSecret(final Throwable failure) {
        final StringWriter log = new StringWriter();
        failure.printStackTrace(new PrintWriter(log, true));
        assertFalse(log.toString().contains(API_KEY), log.toString());
        assertFalse(log.toString().contains("X-Goog-Signature"), log.toString());
    }

    @Override
    public void close() {
        runner.disableControllerService(service);
    }
}
