/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.badinput;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Vectors that cannot be compared with those of a library.
 */
final class BadVectors {
    private static final String KIND = "Vectors";

    private final Map<String, String> vectors = new LinkedHashMap<>();

    private BadVectors() {
        vectors.put("two numbers instead of three", "[0.6,0.8]");
        vectors.put("1,000,000 numbers", "[" + "1,".repeat(999_999) + "1]");
        vectors.put("zeros", "[0,0,0]");
        vectors.put("numbers below float", "[1e-50,1e-60,0]");
        vectors.put("numbers beyond float", "[1e39,0,0]");
        vectors.put("numbers beyond double", "[1e400,0,0]");
        vectors.put("the largest floats", "[3.4028235e38,3.4028235e38,3.4028235e38]");
        vectors.put("a null among the numbers", "[0.6,null,0.8]");
        vectors.put("a text among the numbers", "[0.6,\"x\",0.8]");
        vectors.put("NaN as a text", "[\"NaN\",0,1]");
        vectors.put("a list in the list", "[[0.6,0.8,0]]");
        vectors.put("a list of lists of different lengths", "[[0.6,0.8,0],[1]]");
        vectors.put("pgvector's text", "\"[0.6,0.8,0]\"");
        vectors.put("pgvector's text, cut off", "\"[0.6,0.8\"");
        vectors.put("a text of commas", "\"[,,]\"");
        vectors.put(
                "base64 of three floats", "\"%s\"".formatted(Base64.getEncoder().encodeToString(new byte[12])));
        vectors.put(
                "base64 of five bytes", "\"%s\"".formatted(Base64.getEncoder().encodeToString(new byte[5])));
        vectors.put("booleans", "[true,false,true]");
        vectors.put("a record of numbers", "{\"0\":0.6,\"1\":0.8,\"2\":0}");
    }

    static Stream<BadInputCase> cases() {
        final RecordProcessor processor = RecordProcessor.MATCH_VECTOR;
        return new BadVectors()
                .vectors.entrySet().stream()
                        .map(vector -> new BadInputCase(
                                KIND,
                                vector.getKey(),
                                processor.title(),
                                server -> processor.run(server, BadValues.content(processor, vector.getValue()), 3)));
    }
}
