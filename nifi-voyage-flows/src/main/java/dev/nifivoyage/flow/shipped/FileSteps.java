/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow.shipped;

import dev.nifivoyage.flow.Group;
import dev.nifivoyage.flow.NiFiComponentType;
import dev.nifivoyage.flow.Processor;

/**
 * Processors that read and write files.
 */
final class FileSteps {

    static final String FOLDER_PER_FILE = "/${uuid}";

    /** The end of a name that no other file has, after its beginning. */
    static final String UNIQUE_JSON_LINES = "-${uuid:substringAfterLast('-')}.jsonl";

    private FileSteps() {}

    /**
     * Returns the expression for the name of a file without its extension.
     *
     * @param attribute holds the name
     */
    static String withoutExtension(final String attribute) {
        return "${%s:replaceFirst('[.][A-Za-z0-9]+$','')}".formatted(attribute);
    }

    /**
     * Adds a processor that moves files out of a directory, two seconds after their last change.
     */
    static Processor take(final Group group, final String name, final String directory) {
        return read(group, name, directory)
                .set("Keep Source File", "false")
                .set("Minimum File Age", "2 sec")
                .set("Recurse Subdirectories", "true")
                .set("Ignore Hidden Files", "true")
                .set("Batch Size", "10")
                .set("Polling Interval", "0 sec");
    }

    /**
     * Adds a processor that reads the files of a directory, except for hidden ones.
     */
    static Processor read(final Group group, final String name, final String directory) {
        return group.processor(name, NiFiComponentType.GET_FILE)
                .every("1 sec")
                .onPrimaryNode()
                .set("Input Directory", directory)
                .set("File Filter", "[^\\.].*");
    }

    /**
     * Adds a processor that writes files, and replaces those of the same name.
     */
    static Processor write(final Group group, final String name, final String directory) {
        return replacing(group.processor(name, NiFiComponentType.PUT_FILE).set("Directory", directory));
    }

    /**
     * Configures a PutFile to replace files of the same name, and to create its directory.
     */
    static Processor replacing(final Processor putFile) {
        return putFile.set("Conflict Resolution Strategy", "replace")
                .set("Create Missing Directories", "true")
                .terminate("success");
    }
}
