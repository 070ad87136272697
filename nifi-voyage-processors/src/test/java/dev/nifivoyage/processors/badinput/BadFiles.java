/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.badinput;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Files that should have three good records in JSON, and are encoded, cut, or mixed with something else.
 */
final class BadFiles {
    private static final String KIND = "Files";
    private static final String E_ACUTE = "\u00e9";

    /** In the files that do not have three. */
    private static final Map<String, Long> RECORDS = Map.of(
            "nothing", 0L,
            "white space", 0L,
            "an empty array", 0L,
            "an empty array in an array", 0L,
            "null", 0L,
            "an array of null", 0L,
            "two arrays", 6L);

    private final Map<String, Function<String, byte[]>> files = new LinkedHashMap<>();

    private BadFiles() {
        encodings();
        bytes();
        empties();
        cuts();
        others();
    }

    static Stream<BadInputCase> cases() {
        final BadFiles all = new BadFiles();
        return RecordProcessor.ofEachClass()
                .flatMap(processor -> all.files.entrySet().stream()
                        .map(file -> new BadInputCase(
                                KIND,
                                file.getKey(),
                                processor.processorName(),
                                server -> processor.run(
                                        server,
                                        file.getValue().apply(processor.records()),
                                        RECORDS.getOrDefault(file.getKey(), 3L)))));
    }

    private void text(final String name, final UnaryOperator<String> change) {
        files.put(name, records -> change.apply(records).getBytes(StandardCharsets.UTF_8));
    }

    private void encoded(final String name, final Charset charset, final String mark) {
        files.put(name, records -> (mark + records).getBytes(charset));
    }

    private void encodings() {
        encoded("UTF-8 with a byte order mark", StandardCharsets.UTF_8, "\uFEFF");
        encoded("UTF-8 with two byte order marks", StandardCharsets.UTF_8, "\uFEFF\uFEFF");
        encoded("UTF-16, little endian, with a byte order mark", StandardCharsets.UTF_16LE, "\uFEFF");
        encoded("UTF-16, big endian, with a byte order mark", StandardCharsets.UTF_16BE, "\uFEFF");
        encoded("UTF-16, little endian, without a byte order mark", StandardCharsets.UTF_16LE, "");
        encoded("UTF-32 with a byte order mark", Charset.forName("UTF-32BE"), "\uFEFF");
        files.put("Latin-1 with an accent", records -> accented(records, StandardCharsets.ISO_8859_1));
        files.put(
                "Windows-1252 with a euro sign",
                records -> records.replaceFirst("\"id\":2", "\"euro\":\"\u20ac\",\"id\":2")
                        .getBytes(Charset.forName("windows-1252")));
        files.put("EBCDIC", records -> records.getBytes(Charset.forName("IBM037")));
    }

    private static byte[] accented(final String records, final Charset charset) {
        return records.replaceFirst("\"id\":2", "\"name\":\"caf" + E_ACUTE + "\",\"id\":2")
                .getBytes(charset);
    }

    private void bytes() {
        inserted("an overlong encoding in UTF-8", 0xC0, 0xAF);
        inserted("a character cut off in UTF-8", 0xE2, 0x82);
        inserted("a surrogate pair encoded as in CESU-8", 0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80);
        inserted("a byte that no UTF-8 has", 0xFF);
        inserted("a NUL in a text", 0x00);
        inserted("an escape character in a text", 0x1B);
        text("NUL between the records", records -> records.replace("\n", "\0"));
        text("NUL after the last record", records -> records + "\0\0\0\0");
        text("CRLF", records -> records.replace("\n", "\r\n"));
        text("CR", records -> records.replace('\n', '\r'));
        text("record separators of RFC 7464", records -> "\u001e" + records.replace("\n", "\n\u001e"));
        text("no line break at all", records -> records.replace("\n", ""));
        text("a megabyte of line breaks in the middle", records -> records.replaceFirst("\n", "\n".repeat(1 << 20)));
    }

    private void inserted(final String name, final int... bytes) {
        files.put(name, records -> {
            final ByteArrayOutputStream content = new ByteArrayOutputStream();
            final String[] parts = records.split("\"id\":2", 2);
            content.writeBytes((parts[0] + "\"note\":\"a").getBytes(StandardCharsets.UTF_8));
            for (final int value : bytes) {
                content.write(value);
            }
            content.writeBytes(("b\",\"id\":2" + parts[1]).getBytes(StandardCharsets.UTF_8));
            return content.toByteArray();
        });
    }

    private void empties() {
        text("nothing", records -> "");
        text("white space", records -> " \r\n\t \n");
        text("a byte order mark and nothing else", records -> "\uFEFF");
        text("an empty array", records -> "[]");
        text("an empty array in an array", records -> "[[]]");
        text("records without fields", records -> "{}\n{}\n{}");
        text("null", records -> "null");
        text("an array of null", records -> "[null]");
        text("null between the records", records -> records.replaceFirst("\n", "\nnull\n"));
        text("a number", records -> "42");
        text("a text", records -> "\"a text\"");
        text("a text between the records", records -> records.replaceFirst("\n", "\n\"a text\"\n"));
    }

    private void cuts() {
        text("cut off within a record", records -> records.substring(0, records.length() - 5));
        text("cut off within a name", records -> records.substring(0, records.lastIndexOf("\"id\"") + 2));
        text("cut off after a comma", records -> records.substring(0, records.lastIndexOf(',') + 1));
        text("an array without its end", records -> "[" + records.strip().replace("\n", ","));
        text("an array with a comma too many", records -> "[" + records.strip().replace("\n", ",") + ",]");
        text("two arrays", records -> array(records) + array(records));
        text("an array in an array", records -> "[" + array(records) + "]");
        text("a brace too many", records -> records.replaceFirst("\n", "}\n"));
        text("text after the last record", records -> records + "end of file");
        text("text before the first record", records -> "id text\n" + records);
    }

    private static String array(final String records) {
        return "[" + records.strip().replace("\n", ",") + "]";
    }

    private void others() {
        text("JSON with comments", records -> "/* dancers */ " + records + "// end");
        text("JSON with single quotes", records -> records.replace('"', '\''));
        text("JSON with names without quotes", records -> records.replace("\"id\"", "id"));
        text("NaN without quotes", records -> records.replace("\"id\":2", "\"id\":2,\"score\":NaN"));
        text("Python's None and True", records -> records.replace("\"id\":2", "\"id\":2,\"a\":None,\"b\":True"));
        text("YAML", records -> "- id: 1\n  text: a dancer\n");
        text("XML", records -> "<?xml version=\"1.0\"?><records><record><id>1</id></record></records>");
        text("the error page of a proxy", records -> "<html><body><h1>502 Bad Gateway</h1></body></html>");
        text("CSV", records -> "id,text\n1,a dancer\n2,\"a tree\"\n");
        files.put("gzip", BadFiles::gzip);
        files.put("gzip cut off", records -> Arrays.copyOf(gzip(records), gzip(records).length / 2));
        files.put("zip", BadFiles::zip);
        files.put(
                "the header of a PNG image", records -> new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0});
        files.put("random bytes", records -> {
            final byte[] bytes = new byte[100_000];
            new Random(1).nextBytes(bytes);
            return bytes;
        });
    }

    private static byte[] gzip(final String records) {
        final ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(content)) {
            gzip.write(records.getBytes(StandardCharsets.UTF_8));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return content.toByteArray();
    }

    private static byte[] zip(final String records) {
        final ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(content)) {
            final ZipEntry entry = new ZipEntry("records.jsonl");
            entry.setTime(0);
            zip.putNextEntry(entry);
            zip.write(records.getBytes(StandardCharsets.UTF_8));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return content.toByteArray();
    }
}
