/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.AlphaComposite;
import java.awt.Graphics2D;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.util.Base64;

import static dev.nifivoyage.local.MultimodalRequest.cosine;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Similar images have similar vectors.
 */
class MultimodalVectorsTest {

    private static final double SAME = 0.95;
    private static final double DIFFERENT = 0.6;

    private static VoyageLocalServer server;
    private static LocalClient client;

    @BeforeAll
    static void start() {
        server = VoyageLocalServer.start(new VoyageLocalOptions().vectors(VectorSource.MODEL));
        client = new LocalClient(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void formatsAndQualitiesOfAnImageAreSimilar() {
        final BufferedImage flag = Images.flag(48, 32);
        assertAlike(vectors(
                Images.png(flag),
                Images.dataUrl(Images.encode(flag, "gif"), "gif"),
                Images.dataUrl(Images.jpeg(flag, 0.9f), "jpeg"),
                Images.dataUrl(Images.jpeg(flag, 0.3f), "jpg"),
                Images.WEBP,
                Images.LOSSY_WEBP,
                Images.CMYK,
                Images.png(Images.flag(900, 600))));
    }

    @Test
    void sizesOfAnImageAreSimilar() {
        assertAlike(vectors(
                Images.png(Images.landscape(64, 64, 0.5)),
                Images.png(Images.landscape(200, 150, 0.5)),
                Images.dataUrl(Images.jpeg(Images.landscape(3_000, 2_000, 0.5), 0.5f), "jpeg"),
                Images.png(Images.landscape(4_000, 4_000, 0.5))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"landscape.webp", "animated.webp", "animated.gif"})
    void lossyWebpAndFirstFramesLookAsTheyWereDrawn(final String name) {
        assertAlike(vectors(
                Images.png(Images.landscape(600, 400, 0.5)), Base64.getEncoder().encodeToString(TestFile.read(name))));
    }

    /** TwelveMonkeys 3.14.0 decodes it too dark. */
    @Test
    void colorsOfWebpDoNotDrift() {
        assertAlike(vectors(
                Base64.getEncoder().encodeToString(TestFile.read("screenshot.png")),
                Base64.getEncoder().encodeToString(TestFile.read("screenshot.webp"))));
    }

    @Test
    void similarImagesAreCloserThanOthers() {
        final float[][] vectors = vectors(
                Images.png(Images.landscape(300, 200, 0.5)),
                Images.png(Images.landscape(300, 200, 0.9)),
                Images.png(Images.flag(300, 200)),
                Images.png(Images.stripes(300, 200)));
        final double similar = cosine(vectors[0], vectors[1]);
        assertTrue(similar > 0.8 && similar < 0.999, "similar " + similar);
        for (int i = 2; i < vectors.length; i++) {
            final double different = cosine(vectors[0], vectors[i]);
            assertTrue(different < DIFFERENT, i + ": " + different);
        }
        assertTrue(cosine(vectors[2], vectors[3]) < DIFFERENT, "flag and stripes " + cosine(vectors[2], vectors[3]));
    }

    @Test
    void grayAndTransparentImagesLookAsTheyAre() {
        final BufferedImage stripes = Images.stripes(120, 120);
        final BufferedImage gray = new BufferedImage(120, 120, BufferedImage.TYPE_BYTE_GRAY);
        final Graphics2D grayGraphics = gray.createGraphics();
        grayGraphics.drawImage(stripes, 0, 0, null);
        grayGraphics.dispose();
        final BufferedImage clear = new BufferedImage(120, 120, BufferedImage.TYPE_INT_ARGB);
        final Graphics2D graphics = clear.createGraphics();
        graphics.drawImage(stripes, 0, 0, null);
        graphics.setComposite(AlphaComposite.Clear);
        for (int i = 0; i < 4; i++) {
            graphics.fillRect(0, i * 30 + 15, 120, 15);
        }
        graphics.dispose();
        assertAlike(vectors(Images.png(stripes), Images.png(gray), Images.png(clear)));
    }

    @Test
    void graysAreAsBrightWithAlphaAsWithout() {
        final ComponentColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_GRAY),
                true,
                false,
                Transparency.TRANSLUCENT,
                DataBuffer.TYPE_BYTE);
        final BufferedImage alpha = new BufferedImage(model, model.createCompatibleWritableRaster(64, 64), false, null);
        final BufferedImage gray = new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY);
        final BufferedImage color = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 64 * 64; i++) {
            final int level = 50 + i / 64;
            alpha.getRaster().setPixel(i % 64, i / 64, new int[] {level, 255});
            gray.getRaster().setSample(i % 64, i / 64, 0, level);
            color.setRGB(i % 64, i / 64, level * 0x10101);
        }
        final float[][] vectors = vectors(Images.png(color), Images.png(gray), Images.png(alpha));
        assertEquals(1, cosine(vectors[0], vectors[1]), 1e-6);
        assertEquals(1, cosine(vectors[0], vectors[2]), 1e-6);
    }

    @Test
    void textBesideAnImageShiftsTheVector() {
        final String flag = Images.png(Images.flag(48, 32));
        final float[][] vectors = new MultimodalRequest(client)
                .input("image_base64", flag)
                .input("image_base64", flag, "text", "a warrior")
                .input("text", "a warrior", "image_base64", flag)
                .input("text", "a cup of tea", "image_base64", flag)
                .input("text", "a warrior")
                .vectors();
        final double shifted = cosine(vectors[0], vectors[1]);
        assertTrue(shifted > 0.7 && shifted < 0.95, "shifted " + shifted);
        assertArrayEquals(vectors[1], vectors[2]);
        assertTrue(cosine(vectors[1], vectors[3]) < 0.99);
        assertTrue(cosine(vectors[1], vectors[4]) > 0.3);
        assertEquals(0, cosine(vectors[0], vectors[4]), 0.15, "words and pictures are not connected");
    }

    @Test
    void imagesOfAnInputAreAddedUp() {
        final String flag = Images.png(Images.flag(48, 32));
        final String stripes = Images.png(Images.stripes(48, 32));
        final float[][] vectors = new MultimodalRequest(client)
                .input("image_base64", flag)
                .input("image_base64", stripes)
                .input("image_base64", flag, "image_base64", stripes)
                .vectors();
        assertTrue(cosine(vectors[0], vectors[2]) > 0.6);
        assertTrue(cosine(vectors[1], vectors[2]) > 0.6);
    }

    @Test
    void shorterVectorsArePrefixes() {
        final String flag = Images.png(Images.flag(48, 32));
        final float[] longest = vector(2_048, flag);
        for (final int dimension : new int[] {256, 512, 1_024}) {
            final float[] shorter = vector(dimension, flag);
            assertEquals(dimension, shorter.length);
            assertEquals(1, cosine(shorter, longest), 1e-6);
        }
    }

    @Test
    void theInputTypeChangesTheVector() {
        final String flag = Images.png(Images.flag(48, 32));
        final float[] plain =
                new MultimodalRequest(client).input("image_base64", flag).vectors()[0];
        final float[] query = new MultimodalRequest(client)
                .with("input_type", "query")
                .input("image_base64", flag)
                .vectors()[0];
        assertTrue(cosine(plain, query) > 0.98 && cosine(plain, query) < 0.9999, "" + cosine(plain, query));
    }

    @Test
    void textsAloneHaveTheVectorsOfTheTextModel() {
        final float[][] vectors = new MultimodalRequest(client)
                .input("text", "I cut a file with the keyboard")
                .input("text", "How to cut a file using keys")
                .input("text", "The soup is too salty")
                .input("text", "The soup is", "text", "too salty")
                .vectors();
        assertTrue(cosine(vectors[0], vectors[1]) > cosine(vectors[0], vectors[2]) + 0.2);
        assertTrue(cosine(vectors[2], vectors[3]) > 0.9);
    }

    @Test
    void syntheticVectorsHaveTheSameImages() {
        final String flag = Images.png(Images.flag(48, 32));
        try (VoyageLocalServer synthetic =
                VoyageLocalServer.start(new VoyageLocalOptions().vectors(VectorSource.SYNTHETIC))) {
            final LocalClient other = new LocalClient(synthetic);
            assertArrayEquals(
                    vectors(flag)[0],
                    new MultimodalRequest(other).input("image_base64", flag).vectors()[0]);
            final float[][] vectors = new MultimodalRequest(other)
                    .input("text", "a", "image_base64", flag)
                    .input("text", "b", "image_base64", flag)
                    .vectors();
            assertTrue(cosine(vectors[0], vectors[1]) < 0.99);
        }
    }

    @Test
    void videosHaveVectorsOfTheirBytes() {
        final byte[] bytes = Videos.avi(10, 320, 240);
        final String video = Base64.getEncoder().encodeToString(bytes);
        bytes[bytes.length - 1] = 7;
        final float[][] vectors = new MultimodalRequest(client)
                .input("video_base64", video)
                .input("video_base64", "data:video/avi;base64," + video)
                .input("video_base64", Base64.getEncoder().encodeToString(bytes))
                .vectors();
        assertArrayEquals(vectors[0], vectors[1]);
        assertEquals(0, cosine(vectors[0], vectors[2]), 0.15);
    }

    private static float[] vector(final int dimension, final String image) {
        return new MultimodalRequest(client)
                .with("output_dimension", dimension)
                .input("image_base64", image, "text", "beside it")
                .vectors()[0];
    }

    private static float[][] vectors(final String... images) {
        final MultimodalRequest request = new MultimodalRequest(client);
        for (final String image : images) {
            request.input("image_base64", image);
        }
        return request.vectors();
    }

    private static void assertAlike(final float[]... vectors) {
        for (int i = 1; i < vectors.length; i++) {
            final double cosine = cosine(vectors[0], vectors[i]);
            assertTrue(cosine > SAME, i + ": " + cosine);
        }
    }
}
