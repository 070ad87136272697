/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.property;

import dev.nifivoyage.service.api.VoyageClientService;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.processor.ProcessContext;

/**
 * The property for the connection to Voyage AI.
 */
public final class VoyageClientProperty {

    public static final PropertyDescriptor VOYAGE_CLIENT_SERVICE = new PropertyDescriptor.Builder()
            .name("Voyage Client Service")
            .description(
                    "Specifies the connection to Voyage AI. All processors of a batch job must use an API key of the same project.")
            .identifiesControllerService(VoyageClientService.class)
            .required(true)
            .build();

    private VoyageClientProperty() {}

    public static VoyageClientService client(final ProcessContext context) {
        return context.getProperty(VOYAGE_CLIENT_SERVICE).asControllerService(VoyageClientService.class);
    }
}
