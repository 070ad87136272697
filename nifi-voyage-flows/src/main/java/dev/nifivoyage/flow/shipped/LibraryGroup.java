/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow.shipped;

import dev.nifivoyage.flow.Flow;
import dev.nifivoyage.flow.Group;
import dev.nifivoyage.flow.Port;
import dev.nifivoyage.flow.Processor;
import dev.nifivoyage.flow.Side;

/**
 * The process group that embeds a library, with the processors that read and write its files.
 *
 * @param group the group, for its processors
 * @param libraries takes the files of libraries
 * @param again takes stopped FlowFiles
 * @param loaded hands on libraries with vectors
 * @param unusable hands on records that could not be used
 * @param stopped hands on FlowFiles that need attention
 */
record LibraryGroup(Group group, Port libraries, Port again, Port loaded, Port unusable, Port stopped) {

    /**
     * Adds the group at the top of a flow.
     *
     * @param name name of the group
     * @param comments purpose of the group, in one sentence
     * @param label what a record of the library describes, in the plural
     */
    static LibraryGroup add(final Flow flow, final String name, final String comments, final String label) {
        final Group group = flow.group(name, comments).at(FlowLayout.GROUP_X, FlowLayout.GROUP_Y);
        final LibraryGroup library = new LibraryGroup(
                group,
                group.input("library").at(56, -200),
                group.input("try again"),
                group.output("library with vectors"),
                group.output("rejected"),
                group.output("stopped"));
        final Processor read =
                FileSteps.take(flow, "Read library", "#{Library Directory}").at(0, 0);
        final Processor write = FileSteps.write(flow, "Write library", "#{Library Output Directory}")
                .at(1400, -180);
        final Processor writeUnusable = FileSteps.write(
                        flow, "Write unusable " + label, "#{Rejected Directory}/library" + FileSteps.FOLDER_PER_FILE)
                .at(1400, 60);
        flow.connect(read, "success").to(library.libraries);
        flow.connect(library.loaded).to(write).via(1200, 20).via(1200, -116);
        flow.connect(library.unusable).to(writeUnusable).via(1200, 124);
        flow.connect(write, "failure").back(Side.RIGHT);
        flow.connect(writeUnusable, "failure").back(Side.RIGHT);
        new FlowLayout(flow).tryAgain("Try to load again", library.stopped, library.again);
        return library;
    }
}
