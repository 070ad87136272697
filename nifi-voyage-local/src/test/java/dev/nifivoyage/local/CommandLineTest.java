/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CommandLineTest {

    @Test
    void helpExplainsEveryOption() {
        final CommandLine command = VoyageLocal.commandLine();
        final String help = command.getUsageMessage();
        for (final CommandLine.Model.OptionSpec option :
                command.getCommandSpec().options()) {
            assertTrue(help.contains(option.longestName()), option.longestName());
            assertFalse(option.description().length == 0 || option.description()[0].isBlank(), option.longestName());
        }
    }

    @Test
    void wrongOptionsEndWithTwo() {
        final StringWriter errors = new StringWriter();
        final CommandLine command = VoyageLocal.commandLine().setErr(new PrintWriter(errors));
        assertEquals(2, command.execute("--vectors", "magic"));
        assertTrue(errors.toString().contains("--vectors"), errors.toString());
        assertEquals(2, command.execute("--number-format", "roman"));
        assertTrue(errors.toString().contains("--number-format"), errors.toString());
    }

    @Test
    void versionNamesTheProgram() {
        final StringWriter output = new StringWriter();
        final CommandLine command =
                VoyageLocal.commandLine().setOut(new PrintWriter(output)).setErr(new PrintWriter(output));
        assertEquals(0, command.execute("--version"), output::toString);
        assertTrue(output.toString().startsWith("voyage-local "), output.toString());
    }
}
