/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.chunk;

import dev.nifivoyage.processors.attribute.Counter;
import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.chunk.split.TextSplitter;
import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.output.RecordRouting;
import dev.nifivoyage.processors.record.output.RoutedRecords;
import dev.nifivoyage.processors.record.path.FlowFileText;
import dev.nifivoyage.processors.verification.SampleCheck;
import dev.nifivoyage.processors.verification.SampleVerifier;
import dev.nifivoyage.processors.verification.ValueCheck;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.ReadsAttribute;
import org.apache.nifi.annotation.behavior.SideEffectFree;
import org.apache.nifi.annotation.behavior.SupportsBatching;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.documentation.UseCase;
import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.AbstractProcessor;
import org.apache.nifi.processor.DataUnit;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.record.path.validation.RecordPathValidator;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

@SideEffectFree
@SupportsBatching
@InputRequirement(InputRequirement.Requirement.INPUT_REQUIRED)
@Tags({"voyage", "ai", "chunk", "split", "text", "markdown", "html", "record", "rag", "embeddings"})
@CapabilityDescription(
        "Splits texts into overlapping chunks at headings, paragraphs, and sentences: the text of each record, or the FlowFile as one text. "
                + "Writes one record per chunk, with its document and its position in the text, as CreateBatchContextualized expects them.")
@ReadsAttribute(
        attribute = "fragment.count",
        description =
                "If greater than 1, a FlowFile is routed to success even if it has no records, so that a later merge is complete")
@WritesAttributes({
    @WritesAttribute(attribute = "record.count", description = "Number of records"),
    @WritesAttribute(attribute = "mime.type", description = "Set by the Record Writer"),
    @WritesAttribute(
            attribute = "voyage.records.chunked",
            description = "Number of records whose text was split; a FlowFile that is one text counts as one record"),
    @WritesAttribute(attribute = "voyage.records.rejected", description = "Number of records without a usable text"),
    @WritesAttribute(attribute = "voyage.chunks", description = "Number of chunks of all texts"),
    @WritesAttribute(
            attribute = "error.code",
            description =
                    "Code of the error, for FlowFiles routed to failure, and to rejected without a Record Reader"),
    @WritesAttribute(
            attribute = "error.message",
            description =
                    "Description of the error, for FlowFiles routed to failure, and to rejected without a Record Reader")
})
@SeeAlso(
        classNames = {
            "dev.nifivoyage.processors.batch.CreateBatchContextualized",
            "dev.nifivoyage.processors.batch.CreateBatchEmbedding",
            "dev.nifivoyage.processors.realtime.CreateEmbedding"
        })
@UseCase(
        description = "Split documents into chunks, and embed each chunk in the context of its document",
        keywords = {"voyage", "chunk", "contextualized", "embeddings", "rag"},
        configuration = """
        Set "Record Writer" and "Text Format". Leave "Record Reader" empty: the FlowFile is the document.
        Connect "success" to CreateBatchContextualized, and set there:
        "Document Layout" to Consecutive Records, "Document ID Record Path" to /document_id,
        "Chunk Count Record Path" to /chunk_count, and "Text Record Path" to /text.
        """)
@UseCase(
        description = "Split the texts of records into overlapping chunks, and embed each chunk",
        keywords = {"voyage", "chunk", "overlap", "embeddings", "rag"},
        configuration = """
        Set "Record Reader", "Record Writer", and "Text Record Path".
        Set "Document ID Record Path" to the key of a record, and "Overlap" to about a tenth of "Maximum Chunk Size".
        Connect "success" to CreateBatchEmbedding or CreateEmbedding.
        """)
public class ChunkText extends AbstractProcessor implements VerifiableProcessor {

    static final PropertyDescriptor RECORD_READER = new PropertyDescriptor.Builder()
            .name("Record Reader")
            .description(
                    "Specifies the Controller Service to use for reading records. If not set, the FlowFile is one text in UTF-8, and each chunk is a record with the field text.")
            .identifiesControllerService(RecordReaderFactory.class)
            .required(false)
            .build();

    static final PropertyDescriptor RECORD_WRITER = new PropertyDescriptor.Builder()
            .name("Record Writer")
            .description(
                    "Specifies the Controller Service to use for writing one record per chunk. If the writer has its own schema, it must contain the field of the text, "
                            + "and should contain document_id, chunk_index, chunk_count, chunk_start, and chunk_end.")
            .identifiesControllerService(RecordSetWriterFactory.class)
            .required(true)
            .build();

    static final PropertyDescriptor TEXT_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Text Record Path")
            .description(
                    "A RecordPath that points to the text, which each chunk replaces in its record. "
                            + "Records whose text is missing, blank, a record, an array, or more than one value are routed to rejected.")
            .dependsOn(RECORD_READER)
            .required(true)
            .defaultValue(TextSource.PATH)
            .addValidator(new RecordPathValidator())
            .build();

    static final PropertyDescriptor DOCUMENT_ID_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Document ID Record Path")
            .description(
                    "A RecordPath that points to a value that identifies the record, and differs from that of the next record. "
                            + "If not set, the ID is Document ID, a number sign, and the number of the record in its FlowFile.")
            .dependsOn(RECORD_READER)
            .required(false)
            .addValidator(new RecordPathValidator())
            .build();

    static final PropertyDescriptor DOCUMENT_ID = new PropertyDescriptor.Builder()
            .name("Document ID")
            .description(
                    "Specifies a value that identifies the FlowFile, with attributes of the FlowFile. The UUID of the FlowFile is used in place of an empty value. "
                            + "Not used with a Document ID Record Path.")
            .required(true)
            .defaultValue("${filename}")
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_EMPTY_EL_VALIDATOR)
            .build();

    static final PropertyDescriptor MAXIMUM_TEXT_SIZE = new PropertyDescriptor.Builder()
            .name("Maximum Text Size")
            .description(
                    "Maximum size of a FlowFile that is one text, without a Record Reader. Larger FlowFiles are routed to rejected. "
                            + "A text and its chunks are held in memory.")
            .required(true)
            .defaultValue("10 MB")
            .addValidator(StandardValidators.createDataSizeBoundsValidator(1, 100L * 1024 * 1024))
            .build();

    static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("One record per chunk is routed to this relationship. The chunks of a text are consecutive.")
            .build();

    static final Relationship REJECTED = new Relationship.Builder()
            .name("rejected")
            .description(
                    "Records without a usable text or document ID are routed to this relationship, each with a field named error that contains code and message. "
                            + "Without a Record Reader, the FlowFile itself is routed here with both in its attributes.")
            .build();

    static final Relationship ORIGINAL = new Relationship.Builder()
            .name("original")
            .description("The incoming FlowFile is routed to this relationship, with the counts in its attributes")
            .autoTerminateDefault(true)
            .build();

    static final Relationship FAILURE = new Relationship.Builder()
            .name("failure")
            .description("FlowFiles whose content cannot be read are routed to this relationship")
            .build();

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = List.of(
            RECORD_READER,
            RECORD_WRITER,
            TEXT_RECORD_PATH,
            DOCUMENT_ID_RECORD_PATH,
            DOCUMENT_ID,
            ChunkProperties.TEXT_FORMAT,
            ChunkProperties.SIZE_UNIT,
            ChunkProperties.MAXIMUM_CHUNK_SIZE,
            ChunkProperties.OVERLAP,
            MAXIMUM_TEXT_SIZE);

    private static final Set<Relationship> RELATIONSHIPS = Set.of(SUCCESS, REJECTED, ORIGINAL, FAILURE);

    private volatile TextSplitter splitter;

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTY_DESCRIPTORS;
    }

    @Override
    public Set<Relationship> getRelationships() {
        return RELATIONSHIPS;
    }

    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext context) {
        return ChunkProperties.validate(context);
    }

    @OnScheduled
    public void onScheduled(final ProcessContext context) {
        splitter = ChunkProperties.splitter(context);
    }

    @Override
    public List<ConfigVerificationResult> verify(
            final ProcessContext context, final ComponentLog verificationLogger, final Map<String, String> attributes) {
        final boolean hasRecords = context.getProperty(RECORD_READER).isSet();
        final String textPath =
                hasRecords ? context.getProperty(TEXT_RECORD_PATH).getValue() : null;
        final List<SampleCheck> checks = new ArrayList<>();
        if (hasRecords) {
            checks.add(ValueCheck.required(TEXT_RECORD_PATH, textPath));
            final String idPath = context.getProperty(DOCUMENT_ID_RECORD_PATH).getValue();
            if (idPath != null) {
                checks.add(ValueCheck.required(DOCUMENT_ID_RECORD_PATH, idPath));
            }
        }
        checks.add(new SplitCheck(ChunkProperties.splitter(context), textPath));
        return new SampleVerifier(
                        hasRecords
                                ? context.getProperty(RECORD_READER).asControllerService(RecordReaderFactory.class)
                                : null,
                        attributes,
                        verificationLogger)
                .verify(checks);
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) throws ProcessException {
        final FlowFile incoming = session.get();
        if (incoming == null) {
            return;
        }

        final FlowFile flowFile = ErrorAttributes.clear(session, incoming);
        try {
            if (context.getProperty(RECORD_READER).isSet()) {
                chunkRecords(context, session, flowFile);
            } else {
                chunkText(context, session, flowFile);
            }
        } catch (final IOException e) {
            getLogger().error("Failed to split the texts of {}", flowFile, e);
            session.transfer(
                    session.putAllAttributes(flowFile, ErrorAttributes.of(ContentException.code(e), e.getMessage())),
                    FAILURE);
        }
    }

    private void chunkRecords(final ProcessContext context, final ProcessSession session, final FlowFile flowFile)
            throws IOException {
        final String idPath = context.getProperty(DOCUMENT_ID_RECORD_PATH).getValue();
        final RecordChunker chunker = new RecordChunker(
                splitter,
                idPath == null ? DocumentIds.numbered(id(context, flowFile)) : DocumentIds.at(idPath),
                context.getProperty(TEXT_RECORD_PATH).getValue());
        final RoutedRecords records = chunker.chunk(new RecordRouting(
                session,
                flowFile,
                context.getProperty(RECORD_READER).asControllerService(RecordReaderFactory.class),
                writer(context),
                getLogger()));
        transfer(session, flowFile, records, chunker.chunks());
    }

    private void chunkText(final ProcessContext context, final ProcessSession session, final FlowFile flowFile)
            throws IOException {
        final int maximumBytes =
                context.getProperty(MAXIMUM_TEXT_SIZE).asDataSize(DataUnit.B).intValue();
        switch (FlowFileText.read(session, flowFile, maximumBytes, "raise it")) {
            case FlowFileText.Unusable(final RecordError error) -> rejectText(session, flowFile, error);
            case FlowFileText.Usable(final String text) -> {
                final RecordChunker chunker =
                        new RecordChunker(splitter, DocumentIds.of(id(context, flowFile)), TextSource.PATH);
                final RoutedRecords records = chunker.chunk(
                        new RecordRouting(session, flowFile, new TextSource(text), writer(context), getLogger()));
                if (records.rejectedCount() > 0) {
                    session.remove(records.rejected());
                    rejectText(session, flowFile, chunker.error());
                    return;
                }
                transfer(session, flowFile, records, chunker.chunks());
            }
        }
    }

    private static RecordSetWriterFactory writer(final ProcessContext context) {
        return context.getProperty(RECORD_WRITER).asControllerService(RecordSetWriterFactory.class);
    }

    private static String id(final ProcessContext context, final FlowFile flowFile) {
        final String id = context.getProperty(DOCUMENT_ID)
                .evaluateAttributeExpressions(flowFile)
                .getValue();
        return id == null || id.isBlank() ? flowFile.getAttribute(CoreAttributes.UUID.key()) : id;
    }

    private void rejectText(final ProcessSession session, final FlowFile flowFile, final RecordError error) {
        transfer(session, flowFile, RoutedRecords.ofRejectedContent(session, flowFile, error, "text"), 0);
    }

    private void transfer(
            final ProcessSession session, final FlowFile flowFile, final RoutedRecords records, final long chunks) {
        final Map<String, String> attributes = Map.of(
                VoyageAttributes.RECORDS_CHUNKED,
                Long.toString(records.successCount()),
                VoyageAttributes.RECORDS_REJECTED,
                Long.toString(records.rejectedCount()),
                VoyageAttributes.CHUNKS,
                Long.toString(chunks));
        for (final FlowFile next : records.success()) {
            session.transfer(session.putAllAttributes(next, attributes), SUCCESS);
        }
        if (records.summary() != null) {
            getLogger().warn("{}: {}", flowFile, records.summary());
        }
        for (final FlowFile next : records.rejected()) {
            session.transfer(session.putAllAttributes(next, attributes), REJECTED);
        }
        session.transfer(session.putAllAttributes(flowFile, attributes), ORIGINAL);
        Counter.CHUNKS.add(session, chunks);
        Counter.RECORDS_CHUNKED.add(session, records.successCount());
        Counter.RECORDS_REJECTED.add(session, records.rejectedCount());
    }
}
