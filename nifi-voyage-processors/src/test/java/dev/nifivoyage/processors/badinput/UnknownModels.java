/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.badinput;

import dev.nifivoyage.local.fault.Fault;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Models that Voyage has retired or never had.
 */
final class UnknownModels {
    private static final String KIND = "Models";

    private final Map<String, String> models = new LinkedHashMap<>();

    private UnknownModels() {
        models.put("a retired model", "voyage-2");
        models.put("a model that never was", "voyage-99-huge");
        models.put("a name in another case", "Voyage-4");
        models.put("a name with a line break", "voyage-4\r\nX-Api-Key: a");
        models.put("half of a surrogate pair", "voyage-\ud83d");
        models.put("a path", "../../v1/files");
        models.put("a name of a megabyte", "m".repeat(1 << 20));
    }

    static Stream<BadInputCase> cases() {
        final UnknownModels all = new UnknownModels();
        return Stream.of(
                        RecordProcessor.CREATE_EMBEDDING,
                        RecordProcessor.RERANK_DOCUMENTS,
                        RecordProcessor.MATCH_TEXT,
                        RecordProcessor.LOAD_LIBRARY,
                        RecordProcessor.BATCH_EMBEDDING,
                        RecordProcessor.BATCH_CHUNKS,
                        RecordProcessor.BATCH_RERANK)
                .flatMap(processor -> Stream.concat(
                        all.models.entrySet().stream()
                                .map(model -> new BadInputCase(
                                        KIND,
                                        model.getKey(),
                                        processor.processorName(),
                                        server -> run(server, processor, model.getValue()))),
                        Stream.of(new BadInputCase(
                                KIND,
                                "a retired model, as MongoDB says",
                                processor.processorName(),
                                server -> gone(server, processor)))));
    }

    private static Outcome run(final BadInputServer server, final RecordProcessor processor, final String model)
            throws Exception {
        return processor.run(
                server,
                processor.records().getBytes(StandardCharsets.UTF_8),
                RunSetup.withProperties(Map.of(processor.modelProperty(), model)));
    }

    // ai.mongodb.com responds with this status, and names the successor
    private static Outcome gone(final BadInputServer server, final RecordProcessor processor) throws Exception {
        final String path = processor.isBatch() ? "/v1/batches" : "/v1/*";
        server.flow()
                .voyage()
                .faults()
                .set(Fault.status(410)
                        .on("POST", path)
                        .detail("Model voyage-2 is retired. Use voyage-4 instead.")
                        .times(100));
        try {
            return run(server, processor, "voyage-2");
        } finally {
            server.flow().voyage().faults().clear();
        }
    }
}
