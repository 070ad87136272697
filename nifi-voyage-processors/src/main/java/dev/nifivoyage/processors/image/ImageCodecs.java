/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.image;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.spi.ImageReaderWriterSpi;
import javax.imageio.spi.ImageWriterSpi;
import javax.imageio.spi.ServiceRegistry;

/**
 * Java's own readers and writers of images, and those of TwelveMonkeys for WebP and for any JPEG, such as CMYK. The
 * latter are not registered with ImageIO, whose registry belongs to the whole JVM and would keep the class loader of
 * the NAR.
 */
final class ImageCodecs {
    private static final Map<ImageFormat, ImageReaderSpi> READERS = new EnumMap<>(ImageFormat.class);
    private static final Map<ImageFormat, ImageWriterSpi> WRITERS = new EnumMap<>(ImageFormat.class);

    // once: the registry is not thread-safe
    static {
        final IIORegistry registry = findRegistry();
        for (final ImageFormat format : ImageFormat.values()) {
            find(registry, ImageReaderSpi.class, format).ifPresent(provider -> READERS.put(format, provider));
            find(registry, ImageWriterSpi.class, format).ifPresent(provider -> WRITERS.put(format, provider));
        }
        READERS.put(ImageFormat.WEBP, new WebPImageReaderSpi());
        READERS.put(ImageFormat.JPEG, wrap(READERS.get(ImageFormat.JPEG)));
    }

    private ImageCodecs() {}

    // finds the reader that it wraps in the registry in which it is registered
    private static ImageReaderSpi wrap(final ImageReaderSpi javaReader) {
        final ServiceRegistry own =
                new ServiceRegistry(List.<Class<?>>of(ImageReaderSpi.class).iterator());
        final ImageReaderSpi wrapper = new JPEGImageReaderSpi();
        own.registerServiceProvider(javaReader, ImageReaderSpi.class);
        own.registerServiceProvider(wrapper, ImageReaderSpi.class);
        return wrapper;
    }

    // the first call in a JVM registers what the context class loader has: in NiFi, a NAR's
    private static IIORegistry findRegistry() {
        final Thread thread = Thread.currentThread();
        final ClassLoader loader = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            return IIORegistry.getDefaultInstance();
        } finally {
            thread.setContextClassLoader(loader);
        }
    }

    private static <T extends ImageReaderWriterSpi> Optional<T> find(
            final IIORegistry registry, final Class<T> type, final ImageFormat format) {
        final Iterator<T> found = registry.getServiceProviders(
                type,
                provider -> provider.getClass().getModule() == IIORegistry.class.getModule()
                        && Arrays.asList(((ImageReaderWriterSpi) provider).getMIMETypes())
                                .contains(format.mimeType()),
                true);
        return found.hasNext() ? Optional.of(found.next()) : Optional.empty();
    }

    static ImageReader reader(final ImageFormat format) throws IOException {
        return READERS.get(format).createReaderInstance();
    }

    /** Returns a writer of any format but WebP. */
    static ImageWriter writer(final ImageFormat format) throws IOException {
        return WRITERS.get(format).createWriterInstance();
    }
}
