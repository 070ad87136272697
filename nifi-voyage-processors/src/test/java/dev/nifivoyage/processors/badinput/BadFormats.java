/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.badinput;

import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.nifi.avro.AvroReader;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.csv.CSVReader;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * CSV and Avro that are broken or odd, through processors that read one text of each record.
 */
final class BadFormats {
    private static final String KIND = "CSV and Avro";

    private final Map<String, byte[]> csv = new LinkedHashMap<>();
    private final Map<String, byte[]> avro = new LinkedHashMap<>();

    private BadFormats() {
        csv("CSV with a line that is too short", "id,text\n1,one\n2\n3,three\n");
        csv("CSV with a line that is too long", "id,text\n1,one\n2,two,more,and more\n3,three\n");
        csv("CSV with a quote in the middle", "id,text\n1,one\n2,tw\"o\n3,three\n");
        csv("CSV with text after a closing quote", "id,text\n1,one\n2,\"two\"2\n3,three\n");
        csv("CSV with a quote that is never closed", "id,text\n1,one\n2,\"two\n3,three\n");
        csv("CSV with a column twice", "id,text,text\n1,one,eins\n2,two,zwei\n");
        csv("CSV with a column without a name", "id,,text\n1,x,one\n2,y,two\n");
        csv("CSV with names in spaces", " id , text \n1,one\n2,two\n");
        csv("CSV with a byte order mark", "\uFEFFid,text\n1,one\n2,two\n");
        csv("CSV with a header and nothing else", "id,text\n");
        csv("CSV with empty lines", "id,text\n\n1,one\n\n\n2,two\n\n");
        csv("CSV with CR", "id,text\r1,one\r2,two\r");
        csv("CSV with line breaks in a text", "id,text\n1,\"one\r\nand\n\nmore\"\n2,two\n");
        csv("CSV with NUL", "id,text\n1,o\0ne\n2,\0\n");
        csv("CSV with semicolons", "id;text\n1;one\n2;two\n");
        csv("CSV with texts of all types", "id,text\n1,007\n2,2026-02-30\n3,1e999\n4,NaN\n5,true\n6,\n7,\" \"\n");
        csv("CSV with formulas", "id,text\n1,=1+1\n2,@SUM(A1)\n");
        csv(
                "CSV with 2,000 columns",
                "id,text," + numbers(2_000) + "\n1,one," + numbers(2_000) + "\n2,two," + numbers(2_000) + "\n");
        csv("CSV with a text of 2 MB", "id,text\n1,one\n2," + "word ".repeat(400_000) + "\n");
        csv.put("CSV in UTF-16", "id,text\n1,one\n".getBytes(StandardCharsets.UTF_16));
        csv.put("CSV in Latin-1", "id,text\n1,caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

        final byte[] good = avro("string", "a dancer", CodecFactory.nullCodec());
        avro.put("Avro", good);
        avro.put("Avro without content", new byte[0]);
        avro.put("Avro cut off in its header", Arrays.copyOf(good, 40));
        avro.put("Avro cut off in a block", Arrays.copyOf(good, good.length - 30));
        avro.put("Avro without its last byte", Arrays.copyOf(good, good.length - 1));
        avro.put("Avro with a changed byte in a block", changed(good, good.length - 25));
        avro.put("Avro with a changed sync marker", changed(good, good.length - 1));
        avro.put("Avro with a changed schema", changed(good, 60));
        avro.put("Avro with the wrong magic", changed(good, 0));
        avro.put("Avro, deflated and changed", deflated());
        avro.put(
                "Avro with bytes for a text",
                avro("bytes", ByteBuffer.wrap(new byte[] {1, 2}), CodecFactory.nullCodec()));
        avro.put(
                "Avro with an infinite number for a text",
                avro("double", Double.POSITIVE_INFINITY, CodecFactory.nullCodec()));
        avro.put("Avro with NaN for a text", avro("float", Float.NaN, CodecFactory.nullCodec()));
        avro.put("Avro with null for a text", avro("null", null, CodecFactory.nullCodec()));
    }

    static Stream<BadInputCase> cases() {
        final BadFormats all = new BadFormats();
        return Stream.of(
                        RecordProcessor.CREATE_EMBEDDING,
                        RecordProcessor.CHUNK_TEXT,
                        RecordProcessor.MATCH_TEXT,
                        RecordProcessor.BATCH_EMBEDDING)
                .flatMap(processor -> Stream.concat(
                        cases(processor, all.csv, CSVReader::new), cases(processor, all.avro, AvroReader::new)));
    }

    private static Stream<BadInputCase> cases(
            final RecordProcessor processor,
            final Map<String, byte[]> files,
            final Supplier<ControllerService> reader) {
        return files.entrySet().stream()
                .map(file -> new BadInputCase(
                        KIND,
                        file.getKey(),
                        processor.processorName(),
                        server -> processor.run(server, file.getValue(), RunSetup.withReader(reader))));
    }

    private void csv(final String name, final String content) {
        csv.put(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private static String numbers(final int count) {
        return IntStream.range(0, count).mapToObj("n%d"::formatted).collect(Collectors.joining(","));
    }

    private static byte[] deflated() {
        final byte[] file = avro("string", "a dancer", CodecFactory.deflateCodec(9));
        return changed(file, file.length - 25);
    }

    private static byte[] changed(final byte[] file, final int position) {
        final byte[] changed = file.clone();
        changed[position] ^= 0x5A;
        return changed;
    }

    private static byte[] avro(final String type, final Object text, final CodecFactory codec) {
        final Schema schema = new Schema.Parser().parse("""
            {"type":"record","name":"r","fields":[{"name":"id","type":"int"},{"name":"text","type":"%s"}]}""".formatted(type));
        final ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            writer.setCodec(codec);
            writer.create(schema, content, new byte[16]);
            for (int id = 1; id <= 3; id++) {
                final GenericRecord record = new GenericData.Record(schema);
                record.put("id", id);
                record.put("text", text);
                writer.append(record);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return content.toByteArray();
    }
}
