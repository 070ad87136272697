/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.badinput;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nifivoyage.processors.realtime.Pictures;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * What the processors accept, in JSON.
 */
final class GoodValues {
    static final String TEXT = "\"a dancer lifts an arm\"";
    static final String TEXTS = "[\"a dancer lifts an arm\",\"a tree\"]";
    static final String IMAGE = "\"%s\"".formatted(Pictures.base64(Pictures.draw(1, 20, 10, "png")));
    static final String CONTENT = "[\"a dancer\",{\"type\":\"image_base64\",\"image_base64\":%s}]".formatted(IMAGE);
    static final String VECTOR = "[0.6,0.8,0]";
    static final String POSE = pose();
    static final String LIBRARY = """
        {"label":"BOW","text":"bends down"}
        {"label":"CLAP","text":"claps both hands"}""";
    static final String VECTOR_LIBRARY = """
        {"label":"BOW","text":"bends down","embedding":[1,0,0]}
        {"label":"CLAP","text":"claps both hands","embedding":[0,1,0]}""";

    private GoodValues() {}

    private static String pose() {
        try (InputStream poses = GoodValues.class.getResourceAsStream("/poses/BOW.jsonl")) {
            return new ObjectMapper().readTree(poses).path("landmarks").toString();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
