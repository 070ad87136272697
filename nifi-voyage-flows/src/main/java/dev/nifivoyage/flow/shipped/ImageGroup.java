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
import dev.nifivoyage.flow.NiFiComponentType;
import dev.nifivoyage.flow.Port;
import dev.nifivoyage.flow.Processor;
import dev.nifivoyage.flow.Side;
import dev.nifivoyage.flow.VoyageComponentType;
import dev.nifivoyage.processors.realtime.CreateMultimodalEmbedding;

/**
 * The group <i>Embed images</i>: embeds each FlowFile as one image in real time, and turns its vector into a record.
 */
final class ImageGroup implements ResultPorts {

    /** The subdirectory from which an image was read; empty for the directory itself. */
    static final String FOLDER = "image.folder";

    private static final String ID = "image.id";
    private static final String MIME_TYPE = "image.mime.type";
    private static final String SIZE = "image.size";
    // the vector is between the two, in brackets
    private static final String BEGINNING = """
        {"id":"${%s:escapeJson()}",\
        "filename":"${filename:escapeJson()}",\
        "mime_type":"${%s:escapeJson()}",\
        "file_size":${%s},\
        "model":"${voyage.embedding.model:escapeJson()}",\
        "dimension":${voyage.embedding.dimension:replaceEmpty('null')},\
        "content_key":"${voyage.embedding.content.key:escapeJson()}",\
        "embedding":\"""".formatted(ID, MIME_TYPE, SIZE);
    private static final String ERROR = """
        {"id":"${%s:escapeJson()}",\
        "error":{"code":"${error.code:escapeJson()}","message":"${error.message:escapeJson()}"}}
        """.formatted(ID);

    private final Group group;
    private final Port images;
    private final Port again;
    private final Port results;
    private final Port rejected;
    private final Port stopped;

    ImageGroup(final Flow flow) {
        group = flow.group(
                        "Embed images",
                        "Adds the vector of each image to a record that describes it. Copy this group into a flow of your own.")
                .at(FlowLayout.GROUP_X, FlowLayout.GROUP_Y);
        images = group.input("images").at(56, -200);
        again = group.input("try again").at(1140, -230);
        results = group.output("records with vectors").at(2616, -450);
        rejected = group.output("rejected").at(2616, 520);
        stopped = group.output("stopped").at(696, 340);

        final Processor identify = group.processor("Identify type", NiFiComponentType.IDENTIFY_MIME_TYPE)
                .at(0, 0)
                .comments(
                        "Finds the type for the table, from the content. CreateMultimodalEmbedding checks it itself.");
        final Processor describe = StockSteps.attributes(group, "Describe image")
                .at(640, 0)
                .comments(
                        "A FlowFile with a type of text would be embedded as text: without one, it is an image, or rejected.")
                .setDynamic(FOLDER, "${path:replaceFirst('^[.]?/',''):replaceFirst('/$','')}")
                .setDynamic(ID, "${path:replaceFirst('^[.]?/',''):append(${filename})}")
                .setDynamic(MIME_TYPE, "${mime.type}")
                .setDynamic(SIZE, "${fileSize}")
                .set("Delete Attributes Expression", "mime[.]type");
        final Processor embed = embed();
        group.connect(images).to(identify);
        group.connect(identify, "success").to(describe);
        group.connect(describe, "success").to(embed);
        group.connect(again).to(embed);
        group.connect(embed, "retry").back(Side.TOP_RIGHT);
        group.connect(embed, "failure", "over budget").to(stopped);
        new CostGroup(group, 1264, 460).of(embed);
        connectRecords(embed);
        connectRejected(embed);
        group.label("copy", """
            This group works in other flows, too: copy it, and connect FlowFiles with one image each to its port images. \
            Each image leaves through one of the ports. An image that cannot be embedded leaves through rejected, with a file that has the reason; \
            a FlowFile that cannot go on leaves through stopped, and comes back through try again.""").at(-560, 440).size(480, 140);
    }

    /**
     * Returns the port that takes images.
     */
    Port images() {
        return images;
    }

    @Override
    public Port results() {
        return results;
    }

    @Override
    public Port rejected() {
        return rejected;
    }

    @Override
    public Port stopped() {
        return stopped;
    }

    @Override
    public Port again() {
        return again;
    }

    private Processor embed() {
        final Processor embed = group.processor(
                        "CreateMultimodalEmbedding", VoyageComponentType.of(CreateMultimodalEmbedding.class))
                .at(1280, 0)
                // each needs the memory of a decoded image
                .concurrentTasks(2)
                .set(VoyageServices.CLIENT, VoyageServices.client(group))
                .set(VoyageServices.CACHE, VoyageServices.cache(group));
        EmbeddingSteps.configureModel(embed);
        return embed.set("Data Type", "float")
                .set("Vector Format", "TEXT")
                .set("Oversized Images", "#{Oversized Images}")
                .set("Maximum Cost", "#{Maximum Cost}");
    }

    private void connectRecords(final Processor embed) {
        final Processor write = group.processor("Create record", NiFiComponentType.REPLACE_TEXT)
                .at(1920, 0)
                .set("Replacement Strategy", "Surround")
                .set("Text to Prepend", BEGINNING)
                .set("Text to Append", "\"}")
                .set("Evaluation Mode", "Entire text");
        final Processor gather = StockSteps.jsonLines(group, "Gather records")
                .at(2560, 0)
                .comments("Joins records, so that they are written in one transaction.")
                .set("Minimum Number of Entries", "1000")
                .set("Maximum Number of Entries", "1000")
                .set("Max Bin Age", "#{Gathering Time}");
        final Processor name = StockSteps.attributes(group, "Name records")
                .at(2560, -270)
                .setDynamic("filename", "images" + FileSteps.UNIQUE_JSON_LINES);
        group.connect(embed, "success").to(write);
        group.connect(write, "success").to(gather);
        group.connect(write, "failure")
                .to(stopped)
                .via(2096, 200)
                .via(1180, 200)
                .via(1100, 364)
                .labelAt(0);
        group.connect(gather, "merged").to(name);
        group.connect(gather, "failure").back(Side.BOTTOM);
        group.connect(name, "success").to(results);
    }

    private void connectRejected(final Processor embed) {
        final Processor describe =
                StockSteps.content(group, "Describe error", ERROR).at(1920, 270);
        final Processor name = StockSteps.attributes(group, "Name error")
                .at(2560, 270)
                .setDynamic("filename", "${filename}.error.json");
        group.connect(embed, "rejected").to(describe);
        group.connect(embed, "rejected").to(rejected).via(1800, 544);
        group.connect(describe, "success").to(name);
        group.connect(describe, "failure").back(Side.BOTTOM);
        group.connect(name, "success").to(rejected);
    }
}
