/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.attribute;

/**
 * Names of the FlowFile attributes that travel between the processors. They are constants of their own: renaming a property never renames an attribute.
 */
public final class VoyageAttributes {
    // the job
    public static final String BATCH_ID = "voyage.batch.id";
    public static final String BATCH_STATUS = "voyage.batch.status";
    public static final String BATCH_ENDPOINT = "voyage.batch.endpoint";
    public static final String BATCH_MODEL = "voyage.batch.model";
    public static final String INPUT_FILE_ID = "voyage.batch.input.file.id";
    public static final String OUTPUT_FILE_ID = "voyage.batch.output.file.id";
    public static final String ERROR_FILE_ID = "voyage.batch.error.file.id";
    /** Fingerprint of the requests in the input file, while the file waits for its job. */
    public static final String INPUT_FILE_FINGERPRINT = "voyage.batch.input.file.fingerprint";
    /** When the input file was uploaded, RFC 3339, while it waits for its job. */
    public static final String INPUT_FILE_UPLOADED_AT = "voyage.batch.input.file.uploaded.at";
    /** Whose job it is to be, until the job is known. */
    public static final String SUBMISSION_ID = "voyage.batch.submission.id";
    /** When the submission id was given, RFC 3339: its job cannot be older. */
    public static final String SUBMISSION_CREATED_AT = "voyage.batch.submission.created.at";
    /** Fingerprint of the parameters that the submission was prepared with. */
    public static final String SUBMISSION_PARAMETERS = "voyage.batch.submission.parameters";
    /** Which slice of a FlowFile that needs several jobs is next, from 0. */
    public static final String SLICE_INDEX = "voyage.batch.slice.index";

    public static final String SLICE_COUNT = "voyage.batch.slice.count";
    /** Where the table of the slices begins in the content, in bytes. */
    public static final String SLICE_TABLE = "voyage.batch.slice.table";
    /** Media type of each slice. */
    public static final String SLICE_MIME_TYPE = "voyage.batch.slice.mime.type";
    /** How many jobs were made for the records one after the other; grows each time records come back as unprocessed and are sent again. */
    public static final String SUBMISSION_COUNT = "voyage.batch.submission.count";
    /** When the job was made, RFC 3339. */
    public static final String CREATED_AT = "voyage.batch.created.at";
    /** When the job was last asked to be cancelled, RFC 3339. */
    public static final String CANCEL_REQUESTED_AT = "voyage.batch.cancel.requested.at";
    /** Begins the names of the attributes that hold a listed job's metadata. */
    public static final String METADATA_PREFIX = "voyage.batch.metadata.";

    public static final String REQUESTS_TOTAL = "voyage.batch.requests.total";
    public static final String REQUESTS_COMPLETED = "voyage.batch.requests.completed";
    public static final String REQUESTS_FAILED = "voyage.batch.requests.failed";

    // waiting for the job
    public static final String PROGRESS_PERCENT = "voyage.batch.progress.percent";
    /** Requests per second, between the last two answers that differed. */
    public static final String PROGRESS_RATE = "voyage.batch.progress.rate";
    /** When the job will end at that rate, RFC 3339. */
    public static final String ESTIMATED_END = "voyage.batch.estimated.end";
    /** When to ask next, RFC 3339. */
    public static final String NEXT_POLL = "voyage.batch.next.poll";
    /** The interval that led to the next poll, in milliseconds. */
    public static final String POLL_INTERVAL = "voyage.batch.poll.interval";
    /** When the counts last changed, RFC 3339. */
    public static final String PROGRESS_AT = "voyage.batch.progress.at";

    /** A status that was warned of, because this version does not know it. */
    public static final String UNKNOWN_STATUS = "voyage.batch.status.unknown";

    // what Voyage should have, and does not show
    /** When the job or a file of it was first not found, RFC 3339, while it is asked for again. */
    public static final String NOT_FOUND_SINCE = "voyage.batch.not.found.since";
    /** When the result files first held fewer lines than the job counts, RFC 3339, while the others are waited for. */
    public static final String RESULTS_INCOMPLETE_SINCE = "voyage.results.incomplete.since";

    // what a key is derived from
    public static final String EMBEDDING_MODEL = "voyage.embedding.model";
    public static final String INPUT_TYPE = "voyage.embedding.input.type";
    public static final String DIMENSION = "voyage.embedding.dimension";
    public static final String DATA_TYPE = "voyage.embedding.data.type";
    public static final String TRUNCATION = "voyage.embedding.truncation";
    public static final String NAMESPACE = "voyage.embedding.namespace";
    public static final String TEXT_RECORD_PATH = "voyage.embedding.text.record.path";

    /** Which form the documents of a contextualized job have. */
    public static final String DOCUMENT_LAYOUT = "voyage.embedding.document.layout";

    public static final String CHUNKS_RECORD_PATH = "voyage.embedding.chunks.record.path";
    public static final String DOCUMENT_ID_RECORD_PATH = "voyage.embedding.document.id.record.path";
    public static final String CHUNK_COUNT_RECORD_PATH = "voyage.embedding.chunk.count.record.path";
    /** Tokens of a chunk that Voyage cuts; empty for Voyage's default. */
    public static final String CHUNK_SIZE = "voyage.embedding.chunk.size";
    /** Tokens that two chunks share that Voyage cuts; empty for Voyage's default. */
    public static final String CHUNK_OVERLAP = "voyage.embedding.chunk.overlap";

    // what the key of a ranking is derived from
    public static final String RERANK_MODEL = "voyage.rerank.model";
    public static final String RERANK_TOP_K = "voyage.rerank.top.k";
    public static final String RERANK_RETURN_DOCUMENTS = "voyage.rerank.return.documents";
    public static final String RERANK_TRUNCATION = "voyage.rerank.truncation";
    public static final String RERANK_NAMESPACE = "voyage.rerank.namespace";
    public static final String QUERY_RECORD_PATH = "voyage.rerank.query.record.path";
    public static final String DOCUMENTS_RECORD_PATH = "voyage.rerank.documents.record.path";
    public static final String DOCUMENTS_FILE = "voyage.rerank.documents.file";
    public static final String DOCUMENT_TEXT_RECORD_PATH = "voyage.rerank.document.text.record.path";

    // records of the FlowFile
    /** Records that were sent to the job, directly or as the equal of a record that was. */
    public static final String RECORDS_SENT = "voyage.records.sent";
    /** Records without a usable text. */
    public static final String RECORDS_UNUSABLE = "voyage.records.unusable";
    /** Records that were not sent, since their vector is in the cache. */
    public static final String RECORDS_KNOWN = "voyage.records.cached";
    /** Records that got their vector from the cache. */
    public static final String RECORDS_CACHED = "voyage.records.from.cache";
    /** Vectors of the job that were put into the cache. */
    public static final String CACHE_STORED = "voyage.cache.stored";
    /** Tokens that are not paid again, since the vector is in the cache. */
    public static final String TOKENS_SAVED = "voyage.cache.tokens.saved";
    /** Records with a vector. */
    public static final String RECORDS_EMBEDDED = "voyage.records.embedded";
    /** Records that Voyage refused, or that had no usable text. */
    public static final String RECORDS_FAILED = "voyage.records.rejected";
    /** Records that never ran. */
    public static final String RECORDS_UNPROCESSED = "voyage.records.unprocessed";
    /** Requests in the job: distinct texts. */
    public static final String REQUESTS = "voyage.requests";
    /** Estimate of the tokens in the job, from the length of its texts. */
    public static final String ESTIMATED_TOKENS = "voyage.usage.estimated.tokens";

    // what it is expected to cost
    /** US dollars for the estimated tokens at the batch price. */
    public static final String COST_ESTIMATED = "voyage.cost.estimated.usd";
    /** US dollars for the estimated tokens at the real-time price. */
    public static final String COST_ESTIMATED_REAL_TIME = "voyage.cost.estimated.real.time.usd";

    // what it cost
    public static final String USAGE_TOKENS = "voyage.usage.tokens";
    public static final String COST = "voyage.cost.usd";
    /** US dollars that the billed tokens of a job would have cost in real time. */
    public static final String COST_REAL_TIME = "voyage.cost.real.time.usd";

    public static final String COST_SAVED = "voyage.cost.saved.usd";

    // what the cache spared
    /** Texts whose vector was found in the cache. */
    public static final String CACHE_HITS = "voyage.cache.hits";
    /** Tokens that were not billed, because their vectors were found in the cache. */
    public static final String CACHE_TOKENS_SAVED = "voyage.cache.tokens.saved";
    /** Tokens billed for earlier tries of the FlowFile in real time, while it waits for the next one. */
    public static final String EARLIER_TOKENS = "voyage.usage.tokens.earlier";

    // a library of gestures
    /** Id of the job that LoadGestureLibrary waits for, while it waits. */
    public static final String LIBRARY_JOB = "voyage.library.job";
    /** Gestures with all their vectors. */
    public static final String LIBRARY_GESTURES = "voyage.library.gestures";
    /** Gestures of which a vector is missing, or whose record cannot be used. */
    public static final String LIBRARY_GESTURES_FAILED = "voyage.library.gestures.failed";
    /** Distinct texts that were embedded now. */
    public static final String LIBRARY_TEXTS_LOADED = "voyage.library.texts.loaded";
    /** Distinct texts whose vector was in the cache already. */
    public static final String LIBRARY_TEXTS_CACHED = "voyage.library.texts.cached";
    /** Distinct texts without a vector. */
    public static final String LIBRARY_TEXTS_FAILED = "voyage.library.texts.failed";

    // NiFi's own
    public static final String RECORD_COUNT = "record.count";
    public static final String ERROR_CODE = "error.code";
    public static final String ERROR_MESSAGE = "error.message";
    public static final String FRAGMENT_IDENTIFIER = "fragment.identifier";
    public static final String FRAGMENT_INDEX = "fragment.index";
    public static final String FRAGMENT_COUNT = "fragment.count";
    public static final String SEGMENT_ORIGINAL_FILENAME = "segment.original.filename";

    private VoyageAttributes() {}
}
