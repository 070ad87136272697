/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow.shipped;

import dev.nifivoyage.flow.Flow;
import dev.nifivoyage.flow.FlowDefinition;
import dev.nifivoyage.flow.Parameter;
import dev.nifivoyage.flow.Processor;
import dev.nifivoyage.flow.Service;

/**
 * Embeds images, and upserts a record of each with its vector into a table of PostgreSQL with pgvector.
 */
final class ImagesToPgvectorFlow implements FlowDefinition {

    @Override
    public Flow flow() {
        final Flow flow = new Flow(
                "images-to-pgvector",
                "Embed images into pgvector",
                "Embeds images with Voyage AI in real time, and upserts a record of each into a table.");
        flow.parameters(
                SharedParameters.embeddingsModel("voyage-multimodal-3.5"),
                SharedParameters.dimensions(1024),
                new Parameter(
                        "Oversized Images",
                        "SCALE_DOWN",
                        "What happens to images of more than 16 million pixels or 20 MB, which Voyage does not accept: SCALE_DOWN, or REJECT."),
                DatabaseServices.URL,
                DatabaseServices.USER,
                DatabaseServices.PASSWORD,
                DatabaseServices.DRIVER_CLASS,
                DatabaseServices.DRIVER,
                new Parameter("Table", "images", "Name of the table. Its primary key is the column id."),
                SharedParameters.inputDirectory("images-to-pgvector", "images"),
                SharedParameters.rejectedDirectory("images-to-pgvector", "rejected images and their errors"));
        SharedParameters.inherit(flow);
        final Service database = DatabaseServices.pool(flow);

        final FlowLayout layout = new FlowLayout(flow);
        final Processor read = FileSteps.take(flow, "Read images", "#{Input Directory}")
                .at(0, 0)
                // images are small, and many
                .set("Batch Size", "100");
        final ImageGroup images = new ImageGroup(flow);
        final UpsertGroup upsert = new UpsertGroup(flow, database, "#{Table}", "id");
        flow.connect(read, "success").to(images.images()).roundRobin();
        layout.connect(images, upsert).set("Directory", "#{Rejected Directory}/${%s}".formatted(ImageGroup.FOLDER));
        layout.createDirectories("Input Directory");
        layout.explain(
                SharedLabels.guide(
                        "Embeds images with Voyage AI in real time, and upserts a record of each into a table with a vector column.",
                        " Create the table: CREATE TABLE images (id text PRIMARY KEY, mime_type text, embedding vector(1024));",
                        "3. Put copies of images into Input Directory: PNG, JPEG, GIF, or WebP. The path of an image in it is its id; another image with the same path replaces its row."),
                SharedLabels.balanced("Read images"));
        return flow;
    }
}
