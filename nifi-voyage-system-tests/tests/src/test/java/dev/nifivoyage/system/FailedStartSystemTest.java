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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A NiFi that dies while it starts is reported at once and with its own words. */
class FailedStartSystemTest {

    @TempDir
    private Path folder;

    @Test
    void theMessageHoldsTheEndOfTheLog() {
        final NiFiHome home = NiFiHome.create(
                folder.resolve("nifi"), Path.of(System.getProperty("nifi.distribution")), NiFiPorts.free());
        final NiFiOptions options = NiFiOptions.defaults().withJvmOptions(List.of("-XX:+NoSuchOption"));
        final IllegalStateException failure = assertThrows(
                IllegalStateException.class,
                () -> NiFiProcess.start(home, options).close());
        assertTrue(failure.getMessage().contains("Unrecognized VM option 'NoSuchOption'"), failure::getMessage);
    }

    @Test
    void aDirectoryInUseIsRejected() {
        final Path distribution = Path.of(System.getProperty("nifi.distribution"));
        NiFiHome.create(folder.resolve("nifi"), distribution, NiFiPorts.free());
        assertThrows(
                IllegalArgumentException.class,
                () -> NiFiHome.create(folder.resolve("nifi"), distribution, NiFiPorts.free()));
    }
}
