/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.attribute;

/**
 * Names of the FlowFile attributes that are passed between processors. They do not depend on the names of properties.
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
    /** Fingerprint of the requests in the input file, until the job is created. */
    public static final String INPUT_FILE_FINGERPRINT = "voyage.batch.input.file.fingerprint";
    /** Upload time of the input file, RFC 3339, until the job is created. */
    public static final String INPUT_FILE_UPLOADED_AT = "voyage.batch.input.file.uploaded.at";
    /** Identifies the submission that a job belongs to, until the job is known. */
    public static final String SUBMISSION_ID = "voyage.batch.submission.id";
    /** Creation time of the submission ID, RFC 3339: its job cannot be older. */
    public static final String SUBMISSION_CREATED_AT = "voyage.batch.submission.created.at";
    /** Fingerprint of the parameters of the submission. */
    public static final String SUBMISSION_PARAMETERS = "voyage.batch.submission.parameters";
    /** Index of the next slice of a FlowFile that needs several jobs, from 0. */
    public static final String SLICE_INDEX = "voyage.batch.slice.index";

    public static final String SLICE_COUNT = "voyage.batch.slice.count";
    /** Offset of the table of slices in the content, in bytes. */
    public static final String SLICE_TABLE = "voyage.batch.slice.table";
    /** Media type of each slice. */
    public static final String SLICE_MIME_TYPE = "voyage.batch.slice.mime.type";
    /** Number of consecutive jobs for the records; incremented when unprocessed records are sent again. */
    public static final String SUBMISSION_COUNT = "voyage.batch.submission.count";
    /** Creation time of the job, RFC 3339. */
    public static final String CREATED_AT = "voyage.batch.created.at";
    /** Time of the last request to cancel the job, RFC 3339. */
    public static final String CANCEL_REQUESTED_AT = "voyage.batch.cancel.requested.at";
    /** Prefix of the attributes with the metadata of a listed job. */
    public static final String METADATA_PREFIX = "voyage.batch.metadata.";

    public static final String REQUESTS_TOTAL = "voyage.batch.requests.total";
    public static final String REQUESTS_COMPLETED = "voyage.batch.requests.completed";
    public static final String REQUESTS_FAILED = "voyage.batch.requests.failed";

    // waiting for the job
    public static final String PROGRESS_PERCENT = "voyage.batch.progress.percent";
    /** Requests per second, between the last two responses that differed. */
    public static final String PROGRESS_RATE = "voyage.batch.progress.rate";
    /** Estimated end of the job at that rate, RFC 3339. */
    public static final String ESTIMATED_END = "voyage.batch.estimated.end";
    /** Time of the next poll, RFC 3339. */
    public static final String NEXT_POLL = "voyage.batch.next.poll";
    /** Interval before the next poll, in milliseconds. */
    public static final String POLL_INTERVAL = "voyage.batch.poll.interval";
    /** Time when the counts last changed, RFC 3339. */
    public static final String PROGRESS_AT = "voyage.batch.progress.at";

    /** Statuses unknown to this version that were logged. */
    public static final String UNKNOWN_STATUS = "voyage.batch.status.unknown";

    // what Voyage should have, but does not return
    /** Time when the job or one of its files was first not found, RFC 3339, while it is requested again. */
    public static final String NOT_FOUND_SINCE = "voyage.batch.not.found.since";
    /**
     * Time when the result files first contained fewer lines than the job counts, RFC 3339, while the missing lines are
     * awaited.
     */
    public static final String RESULTS_INCOMPLETE_SINCE = "voyage.results.incomplete.since";

    /** ID of the batch job whose results are in other FlowFiles, while its files remain to be deleted at Voyage. */
    public static final String DELETION_PENDING = "voyage.deletion.pending";

    // the parameters of a vector
    public static final String EMBEDDING_MODEL = "voyage.embedding.model";
    public static final String INPUT_TYPE = "voyage.embedding.input.type";
    public static final String DIMENSION = "voyage.embedding.dimension";
    public static final String DATA_TYPE = "voyage.embedding.data.type";
    public static final String TRUNCATION = "voyage.embedding.truncation";
    public static final String NAMESPACE = "voyage.embedding.namespace";
    public static final String TEXT_RECORD_PATH = "voyage.embedding.text.record.path";

    /** Layout of the documents of a contextualized job. */
    public static final String DOCUMENT_LAYOUT = "voyage.embedding.document.layout";

    /** Key of the vector of a FlowFile without records. */
    public static final String CONTENT_KEY = "voyage.embedding.content.key";

    public static final String CHUNKS_RECORD_PATH = "voyage.embedding.chunks.record.path";
    public static final String DOCUMENT_ID_RECORD_PATH = "voyage.embedding.document.id.record.path";
    public static final String CHUNK_COUNT_RECORD_PATH = "voyage.embedding.chunk.count.record.path";
    /** Tokens per chunk, if Voyage chunks the documents; empty for the default. */
    public static final String CHUNK_SIZE = "voyage.embedding.chunk.size";
    /** Tokens shared by consecutive chunks, if Voyage chunks the documents; empty for the default. */
    public static final String CHUNK_OVERLAP = "voyage.embedding.chunk.overlap";

    // the parameters of a ranking
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
    /** Number of records whose request is in the job. */
    public static final String RECORDS_SENT = "voyage.records.sent";
    /** Number of records without a usable text. */
    public static final String RECORDS_UNUSABLE = "voyage.records.unusable";
    /** Number of records that were not sent because their vector is in the cache. */
    public static final String RECORDS_CACHED = "voyage.records.cached";
    /** Number of records with a vector from the cache. */
    public static final String RECORDS_FROM_CACHE = "voyage.records.from.cache";
    /** Number of vectors of the job that were cached. */
    public static final String CACHE_STORED = "voyage.cache.stored";
    /** Tokens that are not billed again because the vector is in the cache. */
    public static final String TOKENS_SAVED = "voyage.cache.tokens.saved";
    /** Number of records whose text was split into chunks. */
    public static final String RECORDS_CHUNKED = "voyage.records.chunked";
    /** Number of chunks of all texts. */
    public static final String CHUNKS = "voyage.chunks";
    /** Number of records with a result. */
    public static final String RECORDS_EMBEDDED = "voyage.records.embedded";
    /** Number of records that Voyage rejected, or that have no usable text. */
    public static final String RECORDS_REJECTED = "voyage.records.rejected";
    /** Number of records whose request was not processed. */
    public static final String RECORDS_UNPROCESSED = "voyage.records.unprocessed";
    /** Number of requests in the job. */
    public static final String REQUESTS = "voyage.requests";
    /** Estimated tokens of the job, from the length of its texts. */
    public static final String ESTIMATED_TOKENS = "voyage.usage.estimated.tokens";

    // estimated cost
    /** Cost of the estimated tokens at the batch price, in US dollars. */
    public static final String COST_ESTIMATED = "voyage.cost.estimated.usd";
    /** Cost of the estimated tokens at the real-time price, in US dollars. */
    public static final String COST_ESTIMATED_REAL_TIME = "voyage.cost.estimated.real.time.usd";

    // usage and cost
    public static final String USAGE_TOKENS = "voyage.usage.tokens";
    /** Pixels of images and videos billed. */
    public static final String USAGE_PIXELS = "voyage.usage.pixels";

    public static final String COST = "voyage.cost.usd";
    /** Cost of the billed tokens of a job at the real-time price, in US dollars. */
    public static final String COST_REAL_TIME = "voyage.cost.real.time.usd";

    public static final String COST_SAVED = "voyage.cost.saved.usd";

    // savings
    /** Number of texts whose vector was in the cache. */
    public static final String CACHE_HITS = "voyage.cache.hits";
    /** Tokens that were not billed because their vectors were in the cache. */
    public static final String CACHE_TOKENS_SAVED = "voyage.cache.tokens.saved";
    /** Pixels that were not billed because their vectors were in the cache. */
    public static final String CACHE_PIXELS_SAVED = "voyage.cache.pixels.saved";
    /** Pixels billed for earlier attempts in real time, until the FlowFile is finished. */
    public static final String EARLIER_PIXELS = "voyage.usage.pixels.earlier";
    /** Tokens billed for earlier attempts in real time, until the FlowFile is finished. */
    public static final String EARLIER_TOKENS = "voyage.usage.tokens.earlier";

    // gesture libraries
    /** ID of the job that LoadGestureLibrary is waiting for. */
    public static final String LIBRARY_JOB = "voyage.library.job";
    /** Number of gestures with all their vectors. */
    public static final String LIBRARY_GESTURES = "voyage.library.gestures";
    /** Number of gestures with a missing vector or an unusable record. */
    public static final String LIBRARY_GESTURES_FAILED = "voyage.library.gestures.failed";
    /** Number of distinct texts that were embedded. */
    public static final String LIBRARY_TEXTS_LOADED = "voyage.library.texts.loaded";
    /** Number of distinct texts whose vector was already in the cache. */
    public static final String LIBRARY_TEXTS_CACHED = "voyage.library.texts.cached";
    /** Number of distinct texts without a vector. */
    public static final String LIBRARY_TEXTS_FAILED = "voyage.library.texts.failed";

    // NiFi
    public static final String RECORD_COUNT = "record.count";
    public static final String ERROR_CODE = "error.code";
    public static final String ERROR_MESSAGE = "error.message";
    public static final String FRAGMENT_IDENTIFIER = "fragment.identifier";
    public static final String FRAGMENT_INDEX = "fragment.index";
    public static final String FRAGMENT_COUNT = "fragment.count";
    public static final String SEGMENT_ORIGINAL_FILENAME = "segment.original.filename";

    private VoyageAttributes() {}
}
