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
import dev.nifivoyage.flow.Service;
import dev.nifivoyage.flow.VoyageComponentType;
import dev.nifivoyage.processors.realtime.CreateMultimodalEmbedding;

/**
 * The group <i>Search images</i>: finds the images that are nearest to words or to another image.
 */
final class ImageSearchGroup {

    /** True for a request whose body is an image. */
    static final String IS_IMAGE = "${mime.type:toLower():startsWith('image/')}";

    private static final String ACCEPTED = "accepted";
    private static final String IMAGE = "image";
    private static final double ERROR_X = 1280;
    private static final double WRITE_X = 1900;
    private static final double SEARCH_Y = 1330;

    // the message of Voyage, or of the processor for an image that cannot be embedded, comes first
    private static final String REJECTED_MESSAGE = """
        ${error.message:isEmpty():not():ifElse(${error.message},\
        ${search.limit:replaceEmpty('5'):matches('[1-9]|[1-4][0-9]|50'):not():ifElse('The limit must be a number from 1 to 50',\
        'The body must be an image, with a Content-Type such as image/jpeg, or JSON with a text as question, and optionally a number as limit: {"question": "A red kettle", "limit": 5}')})}""";

    private final Group group;
    private final Services services;
    private final Port requests;
    private final Port responses;

    /**
     * The services of the flow.
     */
    record Services(VoyageServices voyage, Service database) {}

    ImageSearchGroup(final Flow flow, final Services services) {
        this.services = services;
        group = flow.group("Search images", "Embeds words or an image, and finds the nearest images.")
                .at(FlowLayout.GROUP_X, 300);
        requests = group.input("requests").at(-560, 40);
        responses = group.output("found").at(2296, 40);
        final SearchErrors errors = new SearchErrors(group, "Write image error", responses);
        errors.write().at(WRITE_X, 700);
        final Processor rejected =
                errors.error("Reject image search", "400", REJECTED_MESSAGE).at(ERROR_X, 340);
        final Processor unavailable = errors.error("Multimodal model unavailable", "503", "${error.message}")
                .at(ERROR_X, 580);
        final Processor upstream =
                errors.upstream("Image search rejected", "Find nearest images").at(ERROR_X, 820);
        final Processor failed = errors.error(
                        "Image search failed",
                        "500",
                        "The rows cannot be read: check Images SQL, and see the bulletins of the flow")
                .at(ERROR_X, 1060);
        final Processor select = group.processor("Select images", NiFiComponentType.ROUTE_ON_ATTRIBUTE)
                .at(0, 0)
                .setDynamic(IMAGE, IS_IMAGE);
        final Processor words = readWords(select, rejected, failed);
        final Processor image = readImage(select, rejected);
        final CostGroup costs = new CostGroup(group, -760, 1056);
        costs.of(words);
        costs.of(image).via(816, 1540).via(-568, 1540).labelAt(1);
        group.connect(words, "retry").to(unavailable).via(560, 1008);
        group.connect(image, "retry").to(unavailable);
        for (final Processor embed : new Processor[] {words, image}) {
            group.connect(embed, "rejected").to(rejected);
            group.connect(embed, "failure", "over budget").to(upstream);
        }
        find(new Processor[] {words, image}, upstream, failed);
        group.label(
                        "images",
                        "Each request gets a response: the nearest rows, or an error with a status and a sentence.")
                .at(-760, 800)
                .size(480, 60);
    }

    /**
     * Returns the port of requests for images.
     */
    Port requests() {
        return requests;
    }

    /**
     * Returns the port of responses.
     */
    Port responses() {
        return responses;
    }

    private Processor readWords(final Processor select, final Processor rejected, final Processor failed) {
        final Processor read = group.processor("Read words", NiFiComponentType.EVALUATE_JSON_PATH)
                .at(0, 220)
                .set("Destination", "flowfile-attribute")
                .setDynamic("search.question", "$.question")
                .setDynamic("search.limit", "$.limit");
        final Processor check = group.processor("Check words", NiFiComponentType.ROUTE_ON_ATTRIBUTE)
                .at(0, 440)
                .setDynamic(ACCEPTED, SearchFlow.ACCEPTED_QUESTION);
        final Processor text = StockSteps.content(group, "Take words as text", "${search.question}")
                .at(0, 660);
        final Processor mark = StockSteps.attributes(group, "Mark as text")
                .at(0, 880)
                .comments("CreateMultimodalEmbedding embeds FlowFiles of this type as text.")
                .setDynamic("mime.type", "text/plain");
        final Processor embed = embed("Embed words", "query").at(0, 1100);
        group.connect(requests).to(select);
        group.connect(select, "unmatched").to(read);
        group.connect(read, "matched").to(check);
        group.connect(read, "unmatched", "failure").to(rejected).via(1100, 250);
        group.connect(check, ACCEPTED).to(text);
        group.connect(check, "unmatched").to(rejected);
        group.connect(text, "success").to(mark);
        group.connect(text, "failure").to(failed).via(560, 844);
        // nobody waits for the result any more
        group.connect(mark, "success").to(embed).expireAfter("30 sec");
        return embed;
    }

    private Processor readImage(final Processor select, final Processor rejected) {
        final Processor read = StockSteps.attributes(group, "Read limit")
                .at(640, 0)
                .comments("An image has its limit in the query, as in /images?limit=5.")
                .setDynamic("search.limit", "${http.query.param.limit}");
        final Processor check = group.processor("Check limit", NiFiComponentType.ROUTE_ON_ATTRIBUTE)
                .at(640, 560)
                .setDynamic(ACCEPTED, SearchFlow.ACCEPTED_LIMIT);
        // as the images of the table, so that one of them is found in the cache
        final Processor embed = embed("Embed image", "document").at(640, 1100);
        group.connect(select, IMAGE).to(read);
        group.connect(read, "success").to(check);
        group.connect(check, ACCEPTED).to(embed).expireAfter("30 sec");
        group.connect(check, "unmatched").to(rejected);
        return embed;
    }

    private Processor embed(final String name, final String inputType) {
        return group.processor(name, VoyageComponentType.of(CreateMultimodalEmbedding.class))
                .concurrentTasks(2)
                .penalty("0 sec")
                .set(VoyageServices.CLIENT, services.voyage().client())
                .set(VoyageServices.CACHE, services.voyage().cache())
                .set("Vector Format", "TEXT")
                .set("Embeddings Model", "#{Images Model}")
                .set("Input Type", inputType)
                .set("Dimensions", "#{Images Dimensions}")
                .set("Data Type", "float")
                .set("Oversized Images", "SCALE_DOWN");
    }

    private void find(final Processor[] embedded, final Processor upstream, final Processor failed) {
        final Processor sql = group.processor("Create image SQL", NiFiComponentType.REPLACE_TEXT)
                .at(320, SEARCH_Y)
                .set("Replacement Strategy", "Regex Replace")
                .set("Regular Expression", "(?s)(^.*$)")
                .set("Replacement Value", "#{Images SQL}")
                .set("Evaluation Mode", "Entire text");
        final Processor nearest = group.processor("Find nearest images", NiFiComponentType.EXECUTE_SQL_RECORD)
                .at(960, SEARCH_Y)
                .concurrentTasks(4)
                .penalty("0 sec")
                .yield("100 ms")
                .set("Database Connection Pooling Service", services.database())
                .set("esqlrecord-record-writer", services.voyage().writer())
                .set("Max Wait Time", "20 sec")
                .set("dbf-user-logical-types", "true");
        final Processor check = group.processor("Check images", NiFiComponentType.ROUTE_ON_ATTRIBUTE)
                .at(1600, SEARCH_Y)
                .setDynamic("found", "${executesql.row.count:gt(0)}");
        final Processor keep = group.processor("Keep nearest images", NiFiComponentType.QUERY_RECORD)
                .at(2240, SEARCH_Y)
                .terminate("original")
                .set("record-reader", services.voyage().reader())
                .set("record-writer", services.voyage().writer())
                .setDynamic("nearest", "SELECT * FROM FLOWFILE LIMIT " + SearchFlow.LIMIT);
        for (final Processor embed : embedded) {
            group.connect(embed, "success").to(sql);
        }
        group.connect(sql, "success").to(nearest);
        group.connect(sql, "failure").to(failed);
        group.connect(nearest, "success").to(check);
        group.connect(nearest, "failure")
                .to(upstream)
                .via(1120, 1180)
                .via(1120, 884)
                .labelAt(0);
        group.connect(check, "found").to(keep);
        group.connect(check, "unmatched").to(responses).via(2230, 1200);
        group.connect(keep, "nearest").to(responses);
        group.connect(keep, "failure").to(failed);
    }
}
