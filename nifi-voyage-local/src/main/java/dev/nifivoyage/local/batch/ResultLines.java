/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.batch;

import dev.nifivoyage.local.endpoint.JsonText;
import dev.nifivoyage.local.fault.OutputFaults;
import dev.nifivoyage.local.ledger.LedgerEntry;
import dev.nifivoyage.local.vector.ByteSink;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects the result lines of some requests, for the output file and the error file of a batch. Lines have the shapes
 * in Voyage's batch guide (one for the output file, two for the error file), with or without {@code batch_id}.
 */
final class ResultLines {

    private static final int EXPECTED_BYTES = 1 << 16;

    private final String batchId;
    private final boolean batchIdInLines;
    private final ByteSink output = new ByteSink(EXPECTED_BYTES);
    private final ByteSink errors = new ByteSink(256);
    private final List<LedgerEntry> billed = new ArrayList<>();
    private int completed;
    private int failed;

    ResultLines(final String batchId, final boolean batchIdInLines) {
        this.batchId = batchId;
        this.batchIdInLines = batchIdInLines;
    }

    /**
     * Adds the line of a successful request. The request is billed even if its line is dropped.
     *
     * @param response body of the response, as JSON
     * @param fate fault that affects the line
     */
    void addResponse(
            final String customId, final ByteSink response, final LedgerEntry entry, final OutputFaults.Fate fate) {
        completed++;
        billed.add(entry);
        if (fate == OutputFaults.Fate.DROPPED) {
            return;
        }
        final ByteSink line = new ByteSink(response.size() + 256);
        start(customId, line);
        line.write("""
            ,"response":{"status_code":200,"body":""");
        final byte[] body = response.toByteArray();
        if (fate == OutputFaults.Fate.MALFORMED) {
            line.write(body, 0, body.length / 2);
        } else {
            line.write(body);
            line.write("},\"error\":null}");
        }
        line.write('\n');
        final byte[] bytes = line.toByteArray();
        output.write(bytes);
        if (fate == OutputFaults.Fate.DUPLICATED) {
            output.write(bytes);
        }
    }

    /**
     * Adds the line of a request that was rejected with a status.
     *
     * @param customId null if the request has none
     */
    void addRejection(final String customId, final int status, final String message) {
        failed++;
        start(customId, errors);
        errors.write("""
            ,"response":{"status_code":%s,"message":""".formatted(status));
        JsonText.write(message, errors);
        errors.write("},\"error\":null}\n");
    }

    /**
     * Adds the line of a request that failed without a response.
     */
    void addError(final String customId, final String code, final String message) {
        failed++;
        start(customId, errors);
        errors.write("""
            ,"response":null,"error":{"code":""");
        JsonText.write(code, errors);
        errors.write(",\"message\":");
        JsonText.write(message, errors);
        errors.write("}}\n");
    }

    ByteSink output() {
        return output;
    }

    ByteSink errors() {
        return errors;
    }

    List<LedgerEntry> billed() {
        return billed;
    }

    int completed() {
        return completed;
    }

    int failed() {
        return failed;
    }

    private void start(final String customId, final ByteSink sink) {
        if (batchIdInLines) {
            sink.write("""
                {"batch_id":"%s",""".formatted(batchId));
        } else {
            sink.write('{');
        }
        sink.write("\"custom_id\":");
        if (customId == null) {
            sink.write("null");
        } else {
            JsonText.write(customId, sink);
        }
    }
}
