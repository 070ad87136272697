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
import dev.nifivoyage.flow.Group;
import dev.nifivoyage.flow.NiFiComponentType;
import dev.nifivoyage.flow.Parameter;
import dev.nifivoyage.flow.Port;
import dev.nifivoyage.flow.Processor;
import dev.nifivoyage.flow.Service;
import dev.nifivoyage.flow.VoyageComponentType;
import dev.nifivoyage.processors.realtime.CreateEmbedding;
import dev.nifivoyage.processors.realtime.Rerank;

/**
 * Answers questions over HTTP with the most relevant records of a table with vectors, or with the nearest images.
 */
final class SearchFlow implements FlowDefinition {

    private static final String CONTEXT_MAP = "HTTP Context Map";
    private static final String ACCEPTED = "accepted";
    private static final double ERROR_X = 720;
    private static final double RESPONSE_X = 1440;
    private static final double SEARCH_X = 2160;

    private static final String AUTHORIZED = """
        ${#{'Token Hash'}:isEmpty():and(%s):or(\
        ${%s:hash('SHA-256'):equalsIgnoreCase(${#{'Token Hash'}})})}""".formatted(HttpAccess.LOCAL, HttpAccess.TOKEN);
    private static final String ACCEPTED_REQUEST =
            "${http.request.uri:equals('%s'):and(${http.method:equals('POST')}):and(%s):and(${fileSize:le(%s)})}";
    private static final String IMAGE_BODY =
            "http.request.uri:equals('/images'):and(%s)".formatted(ImageSearchGroup.IS_IMAGE);
    // Voyage accepts images of 20 MB
    private static final String MAXIMUM_BYTES = "${%s:ifElse('20000000','65536')}".formatted(IMAGE_BODY);
    private static final String REQUEST_STATUS = """
        ${http.request.uri:matches('/search|/images'):not():ifElse('404',\
        ${http.method:equals('POST'):not():ifElse('405',\
        ${fileSize:gt(%s):ifElse('413','401')})})}""".formatted(MAXIMUM_BYTES);
    private static final String REQUEST_MESSAGE = """
        ${http.request.uri:matches('/search|/images'):not():ifElse('There is no such path: send POST /search or POST /images',\
        ${http.method:equals('POST'):not():ifElse(${http.request.uri:prepend('The method is not allowed: send POST ')},\
        ${fileSize:gt(%s):ifElse(${%s:ifElse('The image has more than 20 MB','The body has more than 64 KB')},\
        ${#{'Token Hash'}:isEmpty():ifElse('Without a token in the parameters, only requests to %s are answered',\
        'The header Authorization must have the form Bearer TOKEN, with the token of this search')})})})}""".formatted(MAXIMUM_BYTES, IMAGE_BODY, HttpAccess.LOCAL_NAMES);
    static final String LIMIT = "${search.limit:replaceEmpty('5')}";
    static final String ACCEPTED_LIMIT = "${search.limit:replaceEmpty('5'):matches('[1-9]|[1-4][0-9]|50')}";
    static final String ACCEPTED_QUESTION =
            "${search.question:trim():isEmpty():not():and(%s)}".formatted(ACCEPTED_LIMIT);
    private static final String QUESTION_MESSAGE = """
        ${search.question:trim():isEmpty():ifElse(\
        'The body must be JSON with a text as question, and optionally a number as limit: {"question": "How do I cut a file?", "limit": 5}',\
        ${error.message:replaceEmpty('The limit must be a number from 1 to 50')})}""";

    @Override
    public Flow flow() {
        final Flow flow = new Flow(
                "search",
                "Search records",
                "Answers questions over HTTP: embeds a question, finds the nearest rows of a table, and ranks them; and finds images.");
        flow.parameters(
                SharedParameters.embeddingsModel("voyage-4"),
                SharedParameters.dimensions(1024),
                new Parameter("Rerank Model", "rerank-2.5", "Name of the Voyage AI model that ranks the rows."),
                new Parameter(
                        "Search SQL",
                        "SELECT id, text FROM documents ORDER BY embedding <=> '$1'::vector LIMIT 50",
                        "Query for the rows to rank, at most 1,000. $1 stands for the vector of the question, for example [0.1,-0.2]."),
                new Parameter(
                        "Documents Record Path",
                        "/documents[*]/text",
                        "A RecordPath that points to the texts of the rows, which are the records of /documents."),
                new Parameter(
                        "Images Model", "voyage-multimodal-3.5", "Name of the Voyage AI model of the table of images."),
                new Parameter(
                        "Images Dimensions",
                        "1024",
                        "Number of dimensions of the vectors in the table of images: 256, 512, 1024, or 2048."),
                new Parameter(
                        "Images SQL",
                        "SELECT id, mime_type, 1 - (embedding <=> '$1'::vector) AS similarity FROM images ORDER BY embedding <=> '$1'::vector LIMIT 50",
                        "Query for the rows of images, the nearest first. $1 stands for the vector of the question or image, for example [0.1,-0.2]."),
                DatabaseServices.URL,
                DatabaseServices.USER,
                DatabaseServices.PASSWORD,
                DatabaseServices.DRIVER_CLASS,
                DatabaseServices.DRIVER,
                new Parameter(
                        "Listening Address",
                        "127.0.0.1",
                        "Address on which each node listens. With the default, only programs on the same machine can search."),
                new Parameter("Listening Port", "8090", "Port on which each node listens."),
                HttpAccess.tokenHash("requests must have in the header Authorization: Bearer TOKEN"));
        SharedParameters.inherit(flow);
        final VoyageServices services = VoyageServices.withCache(flow);
        // the client is waiting
        services.client().set("Read Timeout", "20 sec").set("Maximum Retries", "1");
        services.writer().set("output-grouping", "output-array");
        final Service database = DatabaseServices.pool(flow);
        final Service requests =
                flow.service("Requests", NiFiComponentType.HTTP_CONTEXT_MAP).set("Request Expiration", "30 sec");

        final Processor receive = flow.processor("Receive question", NiFiComponentType.HANDLE_HTTP_REQUEST)
                .at(0, 0)
                .set("Hostname", "#{Listening Address}")
                .set("Listening Port", "#{Listening Port}")
                .set(CONTEXT_MAP, requests)
                .set("Allow HEAD", "true")
                .set("Allow OPTIONS", "true")
                .set("Additional HTTP Methods", "PATCH");
        final Processor respond = flow.processor("Respond", NiFiComponentType.HANDLE_HTTP_RESPONSE)
                .at(1280, 0)
                .terminate("success", "failure")
                .set("HTTP Status Code", "${%s:replaceEmpty('200')}".formatted(SearchErrors.STATUS))
                .set(CONTEXT_MAP, requests)
                .set("Attributes to add to the HTTP Response (Regex)", "Allow")
                .setDynamic("Content-Type", "application/json");
        HttpAccess.challenge(respond, SearchErrors.STATUS);
        final Group group = flow.group("Search", "Embeds a question, finds the nearest rows, and ranks them.")
                .at(FlowLayout.GROUP_X, FlowLayout.GROUP_Y);
        final Port questions = group.input("questions").at(56, -20);
        final Port imageRequests = group.output("images").at(56, 1500);
        final Port responses = group.output("responses").at(RESPONSE_X + 56, 100);
        final Processor checkRequest = group.processor("Check request", NiFiComponentType.ROUTE_ON_ATTRIBUTE)
                .at(0, 240)
                .setDynamic(ACCEPTED, ACCEPTED_REQUEST.formatted("/search", AUTHORIZED, "65536"))
                .setDynamic("images", ACCEPTED_REQUEST.formatted("/images", AUTHORIZED, MAXIMUM_BYTES));
        final Processor read = group.processor("Read question", NiFiComponentType.EVALUATE_JSON_PATH)
                .at(0, 480)
                .set("Destination", "flowfile-attribute")
                .setDynamic("search.question", "$.question")
                .setDynamic("search.limit", "$.limit");
        final Processor checkQuestion = group.processor("Check question", NiFiComponentType.ROUTE_ON_ATTRIBUTE)
                .at(0, 720)
                .setDynamic(ACCEPTED, ACCEPTED_QUESTION);
        final Processor text = StockSteps.content(group, "Take question as text", "${search.question}")
                .at(0, 960);
        final Processor embed = group.processor("Embed question", VoyageComponentType.of(CreateEmbedding.class))
                .at(0, 1200)
                .concurrentTasks(4)
                .penalty("0 sec")
                .set(VoyageServices.CLIENT, services.client())
                .set(VoyageServices.CACHE, services.cache())
                .set("Vector Format", "TEXT");
        EmbeddingSteps.configureEmbedding(embed);
        embed.set("Input Type", "query");

        final Processor sql = group.processor("Create SQL", NiFiComponentType.REPLACE_TEXT)
                .at(SEARCH_X, 1200)
                .set("Replacement Strategy", "Regex Replace")
                .set("Regular Expression", "(?s)(^.*$)")
                .set("Replacement Value", "#{Search SQL}")
                .set("Evaluation Mode", "Entire text");
        final Processor nearest = group.processor("Find nearest rows", NiFiComponentType.EXECUTE_SQL_RECORD)
                .at(SEARCH_X, 960)
                .concurrentTasks(4)
                .penalty("0 sec")
                .yield("100 ms")
                .set("Database Connection Pooling Service", database)
                .set("esqlrecord-record-writer", services.writer())
                .set("Max Wait Time", "20 sec")
                .set("dbf-user-logical-types", "true");
        final Processor checkCount = group.processor("Check rows", NiFiComponentType.ROUTE_ON_ATTRIBUTE)
                .at(SEARCH_X, 720)
                .setDynamic("found", "${executesql.row.count:gt(0)}");
        final Processor query = group.processor("Add question to rows", NiFiComponentType.REPLACE_TEXT)
                .at(SEARCH_X, 480)
                .set("Replacement Strategy", "Surround")
                .set("Text to Prepend", "{\"query\":\"${search.question:escapeJson()}\",\"documents\":")
                .set("Text to Append", "}")
                .set("Maximum Buffer Size", "16 MB")
                .set("Evaluation Mode", "Entire text");
        final Processor rank = group.processor("Rank rows", VoyageComponentType.of(Rerank.class))
                .at(SEARCH_X, 240)
                .concurrentTasks(4)
                .penalty("0 sec");
        services.configureRequests(rank);
        rank.set("Query Record Path", "/query")
                .set("Documents Source", "RECORD")
                .set("Documents Record Path", "#{Documents Record Path}")
                .set("Rerank Model", "#{Rerank Model}")
                .set("Return Documents", "false")
                .set("Truncation", "true")
                .set("Output Strategy", "PART");
        final Processor best = group.processor("Keep best rows", NiFiComponentType.QUERY_RECORD)
                .at(SEARCH_X, 0)
                .terminate("original")
                .set("record-reader", services.reader())
                .set("record-writer", services.writer())
                .setDynamic(
                        "best",
                        "SELECT \"rank\", \"relevance_score\", \"document\" FROM FLOWFILE WHERE \"rank\" <= " + LIMIT);

        final SearchErrors errors = new SearchErrors(group, "Write error", responses);
        errors.write().at(RESPONSE_X, 720);
        final Processor rejectRequest = errors.error("Reject request", REQUEST_STATUS, REQUEST_MESSAGE)
                .at(ERROR_X, 240)
                .setDynamic("Allow", "POST");
        final Processor rejectQuestion =
                errors.error("Reject question", "400", QUESTION_MESSAGE).at(ERROR_X, 480);
        final Processor unavailable =
                errors.error("Voyage unavailable", "503", "${error.message}").at(ERROR_X, 720);
        final Processor upstream =
                errors.upstream("Upstream failed", "Find nearest rows").at(ERROR_X, 960);
        final Processor failed = errors.error(
                        "Search failed",
                        "500",
                        "The rows cannot be ranked: check Search SQL and Documents Record Path, and see the bulletins of the flow")
                .at(ERROR_X, 1320);

        flow.connect(receive, "success").to(questions);
        flow.connect(responses).to(respond);
        final ImageSearchGroup imageSearch =
                new ImageSearchGroup(flow, new ImageSearchGroup.Services(services, database));
        flow.connect(imageRequests).to(imageSearch.requests());
        flow.connect(imageSearch.responses()).to(respond).via(1456, 364);
        group.connect(questions).to(checkRequest);
        group.connect(checkRequest, ACCEPTED).to(read);
        group.connect(checkRequest, "images")
                .to(imageRequests)
                .via(-130, 305)
                .via(-130, 1524)
                .labelAt(1);
        group.connect(checkRequest, "unmatched").to(rejectRequest);
        group.connect(read, "matched").to(checkQuestion);
        group.connect(read, "unmatched", "failure").to(rejectQuestion);
        group.connect(checkQuestion, ACCEPTED).to(text);
        group.connect(checkQuestion, "unmatched").to(rejectQuestion);
        // nobody waits for the result any more
        group.connect(text, "success").to(embed).expireAfter("30 sec");
        group.connect(text, "failure").to(failed);
        group.connect(embed, "success").to(sql);
        group.connect(embed, "rejected").to(rejectQuestion);
        group.connect(embed, "retry").to(unavailable);
        group.connect(embed, "failure").to(upstream);

        group.connect(sql, "success").to(nearest);
        group.connect(sql, "failure").to(failed);
        group.connect(nearest, "success").to(checkCount);
        group.connect(nearest, "failure").to(upstream);
        group.connect(checkCount, "found").to(query);
        group.connect(checkCount, "unmatched").to(responses);
        group.connect(query, "success").to(rank).expireAfter("30 sec");
        group.connect(query, "failure").to(failed);
        group.connect(rank, "success").to(best);
        group.connect(rank, "rejected").to(failed);
        group.connect(rank, "retry").to(unavailable);
        group.connect(rank, "failure").to(upstream);
        group.connect(best, "best").to(responses);
        group.connect(best, "failure").to(failed);

        group.label(
                        "answers",
                        "Each request gets a response: the ranked rows, or an error with a status and a sentence.")
                .at(-900, 1100)
                .size(480, 60);
        final CostGroup costs = new CostGroup(group, RESPONSE_X - 16, 1340);
        costs.of(embed).via(176, 1428);
        costs.of(rank).via(SEARCH_X + 420, 1428);

        new FlowLayout(flow).explain("""
            Answers questions with the most relevant records of a table, for example one that records-to-pgvector has filled, and finds images.

            1. Set the parameters of this process group: Voyage API Key is in the parameter context Voyage AI. Embeddings Model and Dimensions must be those of the table.
            2. Enable the controller services and start the process group.
            3. curl http://127.0.0.1:8090/search -d '{"question": "How do I cut a file?", "limit": 5}'
            4. curl http://127.0.0.1:8090/images -d '{"question": "A red kettle"}', or -H 'Content-Type: image/jpeg' --data-binary @photo.jpg for similar images.""", """
            In a cluster: each node listens on Listening Port. Embedding Cache Directory must be local to each node.
            Set Listening Address and Token Hash to let other machines search.""");
        flow.label("space", "Requests come in on the left, and go out on the right.")
                .at(-860, 480)
                .size(384, 60);
        return flow;
    }
}
