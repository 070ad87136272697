/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.badinput;

import dev.nifivoyage.processors.image.Samples;
import dev.nifivoyage.processors.realtime.CreateMultimodalEmbedding;
import org.apache.nifi.util.TestRunner;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Files in the place of an image: as FlowFiles of their own, and in the second of three records.
 */
final class BadImages {
    private static final String KIND = "Images";
    private static final String PNG = "image/png";
    private static final String JPEG = "image/jpeg";

    private final Map<String, Sample> samples = new LinkedHashMap<>();

    /**
     * @param scalesDown value of Oversized Images
     */
    private record Sample(byte[] bytes, String mimeType, boolean scalesDown) {

        Sample(final byte[] bytes, final String mimeType) {
            this(bytes, mimeType, false);
        }

        Map<String, String> properties() {
            return Map.of("Oversized Images", scalesDown ? "SCALE_DOWN" : "REJECT");
        }
    }

    private BadImages() {
        final BufferedImage noise = Samples.noise(300, 200);
        final byte[] png = Samples.png(noise);
        final byte[] jpeg = Samples.jpeg(noise);
        put("a PNG that is cut off", Arrays.copyOf(png, png.length / 2), PNG);
        put("a PNG without its last byte", Arrays.copyOf(png, png.length - 1), PNG);
        final byte[] changed = png.clone();
        changed[changed.length / 2] ^= 1;
        put("a PNG with a changed bit", changed, PNG);
        put("nothing but the signature of PNG", Arrays.copyOf(png, 8), PNG);
        put("a PNG of 400 million pixels in 400 KB", Samples.largePng(20_000, 20_000), PNG);
        samples.put(
                "a PNG of 400 million pixels, to be scaled down",
                new Sample(Samples.largePng(20_000, 20_000), PNG, true));
        samples.put(
                "a PNG of 225 million pixels, to be scaled down",
                new Sample(Samples.largePng(15_000, 15_000), PNG, true));
        put(
                "a PNG that declares 4,611,686,014,132,420,609 pixels",
                Samples.png(Integer.MAX_VALUE, Integer.MAX_VALUE, new byte[9]),
                PNG);
        put("a PNG of one pixel", Samples.png(Samples.noise(1, 1)), PNG);
        put("a PNG of 1 x 100,000 pixels", Samples.largePng(1, 100_000), PNG);
        put("a PNG that is declared as JPEG", png, JPEG);
        put("a PNG that is declared as a video", png, "video/mp4");
        put("a JPEG that is cut off", Arrays.copyOf(jpeg, jpeg.length / 2), JPEG);
        put("a JPEG in CMYK", Samples.cmykJpeg(), JPEG);
        samples.put(
                "a lossless JPEG that declares 100 million pixels, to be scaled down",
                new Sample(Samples.losslessJpegHeader(10_000, 10_000), JPEG, true));
        put("a lossless JPEG that declares 16 million pixels", Samples.losslessJpegHeader(4_000, 4_000), JPEG);
        put("a JPEG with 1,000 scans", Samples.manyScansJpeg(1_000), JPEG);
        put("a JPEG that EXIF turns", Samples.insert(jpeg, 2, Samples.exif(6)), JPEG);
        samples.put(
                "a JPEG that EXIF turns, to be scaled down",
                new Sample(
                        Samples.insert(
                                Samples.jpeg(Samples.draw(4_100, 4_000, BufferedImage.TYPE_BYTE_GRAY)),
                                2,
                                Samples.exif(6)),
                        JPEG,
                        true));
        put("an animated GIF", Samples.animatedGif(noise, noise), "image/gif");
        put("an animated WebP", Samples.animatedWebp(), "image/webp");
        text("an SVG", "<svg xmlns=\"http://www.w3.org/2000/svg\"><rect/></svg>", "image/svg+xml");
        text("an HTML page that is declared as PNG", "<!DOCTYPE html><html><body>404 Not Found</body></html>", PNG);
        text("a JSON error that is declared as PNG", "{\"error\":\"not found\"}", PNG);
        text("a PDF", "%PDF-1.7\n%\n1 0 obj<<>>endobj", "application/pdf");
        put("nothing", new byte[0], PNG);
        put("zeros", new byte[1_000_000], "application/octet-stream");
        text("an MP4 without frames", "\0\0\0\24ftypisom\0\0\0\0isom\0\0\0\10moov", "video/mp4");
        text("an MP4 that is cut off", "\0\0\0\24ftyp", "video/mp4");
        text("a sound in MP4", "\0\0\0\24ftypM4A \0\0\0\0", "audio/mp4");
        text("an AVIF", "\0\0\0\24ftypavif\0\0\0\0", "image/avif");
    }

    private void put(final String name, final byte[] bytes, final String mimeType) {
        samples.put(name, new Sample(bytes, mimeType));
    }

    private void text(final String name, final String content, final String mimeType) {
        put(name, content.getBytes(StandardCharsets.ISO_8859_1), mimeType);
    }

    static Stream<BadInputCase> cases() {
        return new BadImages()
                .samples.entrySet().stream()
                        .flatMap(sample -> Stream.of(
                                new BadInputCase(
                                        KIND,
                                        sample.getKey(),
                                        OutcomeCheck.FLOW_FILE,
                                        server -> flowFile(server, sample.getValue())),
                                new BadInputCase(
                                        KIND,
                                        sample.getKey(),
                                        RecordProcessor.MULTIMODAL_IMAGE.title(),
                                        server -> record(server, sample.getValue()))));
    }

    private static Outcome flowFile(final BadInputServer server, final Sample sample) throws Exception {
        final TestRunner runner = server.flow().withClient(new CreateMultimodalEmbedding());
        sample.properties().forEach(runner::setProperty);
        final Outcome outcome = new Outcome(sample.bytes(), OptionalLong.empty());
        runner.enqueue(sample.bytes(), Map.of("mime.type", sample.mimeType()));
        runner.run();
        return outcome.add(runner);
    }

    private static Outcome record(final BadInputServer server, final Sample sample) throws Exception {
        final RecordProcessor processor = RecordProcessor.MULTIMODAL_IMAGE;
        final String value = "\"data:%s;base64,%s\""
                .formatted(sample.mimeType(), Base64.getEncoder().encodeToString(sample.bytes()));
        final Outcome outcome = processor.run(
                server, BadValues.content(processor, value), RunSetup.withProperties(sample.properties()));
        outcome.expect(3);
        return outcome;
    }
}
