/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.vector;

import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.SearchIndexModel;
import com.mongodb.client.model.SearchIndexType;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The search index and the operations of docs/vector-databases.md, through the driver of MongoDB.
 */
class MongoDbBodyTest {

    @Test
    void driverTakesTheIndex() throws IOException {
        final BsonDocument command =
                BsonDocument.parse(VectorDatabasesPage.json("MongoDB", 0).toString());
        final BsonDocument index = command.getArray("indexes").get(0).asDocument();
        final SearchIndexModel model = new SearchIndexModel(
                index.getString("name").getValue(), index.getDocument("definition"), SearchIndexType.vectorSearch());
        assertEquals(model.getType().toBsonValue(), index.get("type"));
    }

    // as PutMongoBulkOperations reads them
    @Test
    void driverTakesTheOperations() throws IOException {
        for (final BsonValue operation :
                BsonArray.parse(VectorDatabasesPage.json("MongoDB", 2).toString())) {
            assertEquals(Set.of("replaceOne"), operation.asDocument().keySet());
            final BsonDocument fields = operation.asDocument().getDocument("replaceOne");
            assertEquals(Set.of("filter", "replacement", "upsert"), fields.keySet());
            final ReplaceOneModel<BsonDocument> model = new ReplaceOneModel<>(
                    fields.getDocument("filter"),
                    fields.getDocument("replacement"),
                    new ReplaceOptions().upsert(fields.getBoolean("upsert").getValue()));
            assertTrue(model.getReplaceOptions().isUpsert());
            assertEquals(
                    fields.getDocument("filter").get("_id"),
                    model.getReplacement().get("_id"));
            assertEquals(4, model.getReplacement().getArray("embedding").size());
        }
    }
}
