/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.model;

import dev.nifivoyage.local.vector.OnnxVectorModel;
import dev.nifivoyage.processors.image.Image;
import dev.nifivoyage.processors.image.ImageFormat;
import dev.nifivoyage.processors.pose.SampleTexts;
import dev.nifivoyage.processors.request.TokenEstimate;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The tables of {@code docs/cost.md}, computed from the price table and the texts that are shipped.
 */
final class CostTables {
    private static final String GESTURE_MODEL = "voyage-4-lite";
    private static final String MULTIMODAL_MODEL = "voyage-multimodal-3.5";
    private static final String NO_BATCH = "none";
    private static final List<int[]> SIZES = List.of(
            new int[] {100, 100},
            new int[] {224, 224},
            new int[] {640, 480},
            new int[] {1_000, 1_000},
            new int[] {1_654, 1_169},
            new int[] {1_920, 1_080},
            new int[] {4_000, 3_000});
    private static final List<String> DAY_MODELS = List.of("voyage-4-lite", "voyage-4", "voyage-4-large");
    private static final long POSES_PER_MINUTE = 3_600;
    private static final long MINUTES_PER_DAY = 8 * 60;
    private static final BigDecimal SEED_PRICE_PER_TEXT = new BigDecimal("0.00002");

    private final OnnxVectorModel tokenizer = new OnnxVectorModel();
    private final List<String> gestures;
    private final List<String> gesturesWithVariations;
    private final List<String> frames;

    CostTables() throws Exception {
        gestures = SampleTexts.library().values().stream().map(List::getFirst).toList();
        gesturesWithVariations =
                SampleTexts.library().values().stream().flatMap(List::stream).toList();
        frames = SampleTexts.ofAllFrames();
    }

    List<String> all() {
        return List.of(prices(), images(), texts(), gestureCosts(), dayByModel(), mistakes());
    }

    private static String prices() {
        final Stream<String> models = Stream.concat(
                Arrays.stream(VoyageModel.values()).map(VoyageModel::modelName),
                Arrays.stream(RerankModel.values()).map(RerankModel::modelName));
        return table(
                List.of("Model", "Real time", "Batch"),
                models.map(model -> {
                            final JobCost million =
                                    JobCost.of(model, 1_000_000, null).orElseThrow();
                            final String batch = VoyageModel.isMultimodal(model) ? NO_BATCH : plain(million.cost());
                            return List.of(model, plain(million.realTime()), batch);
                        })
                        .toList());
    }

    private static String images() {
        return table(
                List.of("Image", "Pixels", "Billed pixels", "Tokens of the context", "1,000 images"),
                SIZES.stream().map(CostTables::image).toList());
    }

    private static List<String> image(final int[] size) {
        final Image image = new Image(new byte[0], ImageFormat.PNG, size[0], size[1]);
        final BigDecimal thousand = UsagePrice.ofTokens(MULTIMODAL_MODEL, null)
                .cost(new BilledUsage(0, 1_000 * image.billedPixels()))
                .orElseThrow();
        return List.of(
                "%,d x %,d".formatted(size[0], size[1]),
                number(image.pixels()),
                number(image.billedPixels()),
                number(image.tokens()),
                dollars(thousand));
    }

    private String texts() {
        return table(
                List.of("Texts", "Number", "Distinct", "Bytes each", "Tokens each", "Estimated tokens each"),
                List.of(
                        texts("the 15 gestures", gestures),
                        texts("the 15 gestures with their variations", gesturesWithVariations),
                        texts("sample poses, described", frames)));
    }

    private List<String> texts(final String name, final List<String> texts) {
        final long bytes = texts.stream()
                .mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length)
                .sum();
        return List.of(
                name,
                Integer.toString(texts.size()),
                Integer.toString(new HashSet<>(texts).size()),
                mean(bytes, texts),
                mean(tokens(texts), texts),
                mean(texts.stream().mapToLong(TokenEstimate::ofText).sum(), texts));
    }

    private String gestureCosts() {
        return table(
                List.of("What", "Texts", "Tokens", "Real time", "Batch", "Saved"),
                List.of(
                        costs("gesture library", gestures.size(), tokens(gestures)),
                        costs(
                                "gesture library with variations",
                                gesturesWithVariations.size(),
                                tokens(gesturesWithVariations)),
                        costs("a minute of poses", POSES_PER_MINUTE, poseTokens(POSES_PER_MINUTE)),
                        costs(
                                "a day of 8 hours",
                                POSES_PER_MINUTE * MINUTES_PER_DAY,
                                poseTokens(POSES_PER_MINUTE * MINUTES_PER_DAY))));
    }

    private static List<String> costs(final String name, final long texts, final long tokens) {
        final JobCost cost = JobCost.of(GESTURE_MODEL, tokens, null).orElseThrow();
        return List.of(
                name,
                number(texts),
                number(tokens),
                dollars(cost.realTime()),
                dollars(cost.cost()),
                dollars(cost.saved()));
    }

    private String dayByModel() {
        return table(
                List.of("Model", "Real time", "Batch", "Saved"),
                DAY_MODELS.stream()
                        .map(model -> {
                            final JobCost cost = JobCost.of(model, poseTokens(POSES_PER_MINUTE * MINUTES_PER_DAY), null)
                                    .orElseThrow();
                            return List.of(
                                    model, dollars(cost.realTime()), dollars(cost.cost()), dollars(cost.saved()));
                        })
                        .toList());
    }

    private String mistakes() {
        final BigDecimal library = SEED_PRICE_PER_TEXT.multiply(BigDecimal.valueOf(gestures.size()));
        final BigDecimal minute = SEED_PRICE_PER_TEXT.multiply(BigDecimal.valueOf(POSES_PER_MINUTE));
        final BigDecimal day = minute.multiply(BigDecimal.valueOf(MINUTES_PER_DAY));
        final BigDecimal share = new BigDecimal("0.67");
        return table(
                List.of("What", "Plan, real time", "Plan, batch", "Plan's own figures × 0.67", "Here, batch"),
                List.of(
                        List.of(
                                "gesture library",
                                "0.0003",
                                "0.0002",
                                dollars(library.multiply(share)),
                                batch(tokens(gestures))),
                        List.of(
                                "a minute of poses",
                                "0.072",
                                "0.048",
                                dollars(minute.multiply(share)),
                                batch(poseTokens(POSES_PER_MINUTE))),
                        List.of(
                                "a day of 8 hours",
                                "34.56",
                                "23.04",
                                dollars(day.multiply(share)),
                                batch(poseTokens(POSES_PER_MINUTE * MINUTES_PER_DAY)))));
    }

    /** How many times too high a price for a thousand tokens is for a text. */
    long timesTooHigh() {
        final BigDecimal allTexts = ModelPrice.ofName(GESTURE_MODEL)
                .orElseThrow()
                .multiply(BigDecimal.valueOf(tokens(frames)))
                .movePointLeft(6);
        return SEED_PRICE_PER_TEXT
                .multiply(BigDecimal.valueOf(frames.size()))
                .divide(allTexts, 0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    private static String batch(final long tokens) {
        return dollars(JobCost.of(GESTURE_MODEL, tokens, null).orElseThrow().cost());
    }

    private long poseTokens(final long poses) {
        return Math.round((double) tokens(frames) / frames.size() * poses);
    }

    private long tokens(final List<String> texts) {
        return texts.stream().mapToLong(tokenizer::countTokens).sum();
    }

    private static String mean(final long sum, final List<String> texts) {
        return String.format(Locale.ROOT, "%.1f", (double) sum / texts.size());
    }

    private static String number(final long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String plain(final BigDecimal dollars) {
        return dollars.setScale(4, RoundingMode.UNNECESSARY).toPlainString();
    }

    /** Four digits. */
    private static String dollars(final BigDecimal amount) {
        return amount.round(new MathContext(4, RoundingMode.HALF_UP)).toPlainString();
    }

    private static String table(final List<String> header, final List<List<String>> records) {
        final List<String> lines =
                new ArrayList<>(List.of(line(header), "| --- |" + " ---: |".repeat(header.size() - 1)));
        records.forEach(record -> lines.add(line(record)));
        return String.join("\n", lines) + "\n";
    }

    private static String line(final List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }
}
