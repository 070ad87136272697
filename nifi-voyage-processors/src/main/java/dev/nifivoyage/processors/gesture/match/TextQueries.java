package dev.nifivoyage.processors.gesture.match;

/**
 * Queries from records with a text.
 */
final class TextQueries implements QueryReader {
    private final TextRecordPath path;

    TextQueries(final String path) {
        this.path = new TextRecordPath(path);
    }

    @Override
    public Query read(final InputRecord record) {
        final RecordText text = path.read(record);
        return text.isUsable() ? new Query.Text(record, text.text()) : new Query.Unusable(record, text.unusable());
    }
}
