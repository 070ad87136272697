package dev.nifivoyage.processors.pose;

/**
 * Adds a text to each record of a FlowFile, in order. Holds one record, and one second of motion per performer.
 */
final class RecordDescriber {
    private static final DataType TEXT = RecordFieldType.STRING.getDataType();

    private final PoseReader poses;
    private final PoseDescriber describer;
    private final TargetRecordPath textPath;

    private RecordOutput described;
    private RejectedRecords rejected;
    private long recordsRead;

    RecordDescriber(final PoseReader poses, final PoseDescriber describer, final String textPath) {
        this.poses = poses;
        this.describer = describer;
        this.textPath = new TargetRecordPath(textPath);
    }

    /**
     * Reads all records and writes each to one of two children of the FlowFile.
     *
     * @throws ContentException if the records cannot be read or written; no child is left
     */
    RoutedRecords describe(final RecordRouting routing) throws IOException {
        described =
                routing.output(schema -> textPath.schema(schema, TEXT), schema -> textPath.results(List.of(), TEXT));
        rejected = routing.rejected();
        routing.route(this::describe, described, EmptyOutput.FOR_FRAGMENTS_AND_EMPTY_INPUT);
        return RoutedRecords.of(described, rejected, recordsRead);
    }

    private void describe(final InputRecords records)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        InputRecord record;
        while ((record = records.next()) != null) {
            recordsRead++;
            describe(record);
        }
    }

    private void describe(final InputRecord record) throws IOException, SchemaNotFoundException {
        final Optional<RecordError> rejection = described.rejection(record);
        if (rejection.isPresent()) {
            rejected.reject(record, rejection.get());
            return;
        }

        final String text;
        try {
            final Record view = record.view();
            text = describer.describe(poses.body(view), poses.hands(view), poses.performer(view), poses.seconds(view));
        } catch (final UnusablePoseException e) {
            rejected.reject(record, new RecordError(e.code(), e.getMessage()));
            return;
        }

        final RecordDraft draft = new RecordDraft(record);
        RecordError.clear(draft);
        final Optional<RecordError> noPlace = textPath.put(draft, FieldContent.of(text, TEXT));
        if (noPlace.isPresent()) {
            rejected.reject(record, noPlace.get());
        } else {
            described.write(draft);
        }
    }
}
