/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.verification;

import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;

import java.io.IOException;

/**
 * A step that checks the configuration with a sample.
 */
public interface SampleCheck {

    /**
     * Returns the name of the step.
     */
    String step();

    /**
     * Returns the result of the step. An exception makes the step fail with its message.
     */
    ConfigVerificationResult check(Sample sample) throws IOException, MalformedRecordException, SchemaNotFoundException;
}
