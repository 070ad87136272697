/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.behavior.Behavior;
import dev.nifivoyage.local.endpoint.BilledUsage;
import dev.nifivoyage.local.error.ApiError;
import dev.nifivoyage.local.fault.Faults;
import dev.nifivoyage.local.fault.LineFailures;
import dev.nifivoyage.local.ledger.LedgerEntry;
import dev.nifivoyage.local.vector.ByteSink;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Processes requests of a batch, read from the input file. Thread-safe.
 */
final class LineProcessor {

    private final BatchJob job;
    private final FileChannel input;
    private final InputValidation.Result validated;
    private final Behavior behavior;
    private final Faults faults;

    LineProcessor(
            final BatchJob job,
            final FileChannel input,
            final InputValidation.Result validated,
            final Behavior behavior,
            final Faults faults) {
        this.job = job;
        this.input = input;
        this.validated = validated;
        this.behavior = behavior;
        this.faults = faults;
    }

    ResultLines process(final int[] requests, final int from, final int to) throws IOException {
        final ResultLines lines = new ResultLines(job.id(), behavior.batchIdInLines());
        final ByteSink response = new ByteSink(1 << 14);
        for (int i = from; i < to; i++) {
            response.clear();
            process(requests[i], response, lines);
        }
        return lines;
    }

    /**
     * Returns the error lines of requests that were never run.
     */
    ResultLines unprocessed(final int[] requests, final int from, final int to, final String code, final String message)
            throws IOException {
        final ResultLines lines = new ResultLines(job.id(), behavior.batchIdInLines());
        for (int i = from; i < to; i++) {
            lines.addError(read(requests[i]).customId(), code, message);
        }
        return lines;
    }

    private void process(final int request, final ByteSink response, final ResultLines lines) throws IOException {
        final InputLine line = read(request);
        if (line.error() != null) {
            lines.addRejection(line.customId(), 400, line.error().message());
            return;
        }
        if (validated.repeated().contains(request)) {
            lines.addRejection(
                    line.customId(), 400, "The custom_id '" + line.customId() + "' is used by an earlier line.");
            return;
        }
        final LineFailures.Shares shares = faults.lines().shares();
        final LineFailures.Shape shape = faults.lines().shape(job.number(), line.customId());
        if (shape == LineFailures.Shape.RESPONSE) {
            lines.addRejection(line.customId(), shares.statusCode(), shares.message());
        } else if (shape == LineFailures.Shape.ERROR) {
            lines.addError(line.customId(), shares.code(), shares.message());
        } else {
            response(request, line, response, lines);
        }
    }

    private void response(final int request, final InputLine line, final ByteSink response, final ResultLines lines) {
        final BatchRequest batch = job.request();
        final ObjectNode merged = batch.parameters().deepCopy();
        merged.setAll(line.body());
        try {
            final long firstIndex =
                    behavior.indexOverBatch() ? validated.index().firstText(request) : 0;
            final BilledUsage billed = batch.endpoint().response(merged, firstIndex, response);
            final LedgerEntry entry =
                    new LedgerEntry(job.id(), line.customId(), batch.endpoint().path(), batch.model(), billed.tokens());
            lines.addResponse(line.customId(), response, entry, faults.output().fate(job.number(), line.customId()));
        } catch (final ApiError e) {
            lines.addRejection(line.customId(), e.status(), e.getMessage());
        }
    }

    private InputLine read(final int request) throws IOException {
        final InputIndex index = validated.index();
        final ByteBuffer line = ByteBuffer.allocate(index.length(request));
        while (line.hasRemaining()) {
            if (input.read(line, index.offset(request) + line.position()) < 0) {
                throw new EOFException(
                        "The input file of " + job.id() + " ends within line " + index.lineNumber(request));
            }
        }
        return InputLine.parse(
                line.array(),
                line.capacity(),
                index.lineNumber(request),
                job.request().endpoint());
    }
}
