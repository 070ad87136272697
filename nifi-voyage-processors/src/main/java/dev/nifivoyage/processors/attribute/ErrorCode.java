/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.attribute;

/**
 * The error codes of NiFi Voyage: values of the attribute {@code error.code} and of the field {@code code} of a
 * rejected record. A code may also be an HTTP status, the final status of a batch job, or a code from a result file.
 */
public enum ErrorCode {
    BATCH_CANCELLED(
            "batch_cancelled",
            "The batch job was cancelled before it ran the request. The request is not billed.",
            "Route unprocessed back to the processor that created the job."),
    BATCH_EXPIRED(
            "batch_expired",
            "The batch job expired before it ran the request. The request is not billed.",
            "Route unprocessed back to the processor that created the job."),
    BLANK_TEXT(
            "blank_text",
            "The text is empty or consists of white space.",
            "Remove the record from the input, or fill in its text."),
    BROKEN_IMAGE(
            "broken_image",
            "The image is damaged or incomplete.",
            "Get the file again from its source, or remove the record from the input."),
    CACHE(
            "cache",
            "The embedding cache could not persist vectors or an eviction, for example because its disk is full.",
            "Route retry back to the processor. Check the directory of the cache if it persists."),
    COORDINATES_MISMATCH(
            "coordinates_mismatch",
            "The landmarks are in pixels, but Coordinates expects another system.",
            "Set Coordinates to Pixel."),
    DIMENSION_MISMATCH(
            "dimension_mismatch",
            "The vector and the gesture library have different dimensions.",
            "Embed both with the same Dimensions."),
    DOCUMENT_TOO_LONG(
            "document_too_long",
            "The document has more tokens than Voyage accepts.",
            "Split the document, or enable Truncation where the processor has it."),
    EMPTY_LIBRARY("empty_library", "The gesture library has no records.", "Check the file and the Record Reader."),
    ENDPOINT_MISMATCH(
            "endpoint_mismatch",
            "The batch job was created for another endpoint.",
            "Check Batch ID, and route FlowFiles of each kind of job to their own processor."),
    FILE_TOO_LARGE(
            "file_too_large",
            "The FlowFile is larger than the processor reads.",
            "Raise Maximum File Size, or make the file smaller."),
    IMAGE_TOO_LARGE(
            "image_too_large",
            "The image has more pixels or bytes than Voyage accepts, or than can be scaled down.",
            "Make the image smaller in an earlier processor, or set Oversized Images of CreateMultimodalEmbedding to Scale Down."),
    INCOMPLETE_DOCUMENT(
            "incomplete_document",
            "The FlowFile holds fewer or more chunks of the document than its records declare.",
            "Keep all chunks of a document together, one after the other, in one FlowFile."),
    INVALID_CONTENT(
            "invalid_content",
            "An element of the content list has no text, image, or video, or several of them.",
            "Build the list in the form of the API of Voyage, for example with JoltTransformRecord."),
    INVALID_EMBEDDING(
            "invalid_embedding",
            "Voyage returned a vector that cannot be used, for example one with a wrong number of dimensions. The request is billed.",
            "Embed the record again. Report it to Voyage if it happens again."),
    INVALID_MAXIMUM_COST(
            "invalid_maximum_cost",
            "Maximum Cost is not a price in US dollars after its Expression Language was evaluated.",
            "Correct the property or the attribute it refers to."),
    INVALID_METADATA(
            "invalid_metadata",
            "The metadata of the job has too many pairs, a key or value that is too long, or a value that cannot be encoded.",
            "Shorten the dynamic properties or the attributes they refer to."),
    INVALID_PROPERTY(
            "invalid_property",
            "A property is not valid after its Expression Language was evaluated.",
            "Correct the property or the attribute named in the message."),
    INVALID_RANKING(
            "invalid_ranking",
            "Voyage returned a ranking that does not match the documents. The request is billed.",
            "Rank the record again. Report it to Voyage if it happens again."),
    JOB_NOT_ENDED(
            "job_not_ended",
            "The batch job is still running.",
            "Route retry back to the processor, or put PollBatchStatus in front of it."),
    JOB_UNKNOWN(
            "job_unknown",
            "It is unknown whether Voyage created the batch job.",
            "Route retry back to the processor: it looks for the job before it creates another."),
    LANDMARK_COUNT(
            "landmark_count",
            "The pose has a different number of landmarks than its layout defines.",
            "Check Landmark Layout and the record path."),
    LIBRARY_TOO_LARGE(
            "library_too_large",
            "The texts of the gesture library do not fit into one batch job.",
            "Split the records into several FlowFiles."),
    MALFORMED_TEXT(
            "malformed_text",
            "The text holds an unpaired surrogate, which UTF-8 cannot encode.",
            "Correct the text at its source."),
    MIME_TYPE_MISMATCH(
            "mime_type_mismatch",
            "The image or video is declared as another format than its bytes have.",
            "Correct or remove the declared type, for example with IdentifyMimeType."),
    MISSING_ATTRIBUTE(
            "missing_attribute",
            "An attribute that describes the batch job is missing or not valid.",
            "Keep the attributes of the FlowFile between the processors, or use ListBatches to restore them."),
    MISSING_BATCH_ID(
            "missing_batch_id",
            "Batch ID is empty for the FlowFile, or its value cannot be an ID.",
            "Check the property and the attribute it refers to."),
    MISSING_DOCUMENT_ID(
            "missing_document_id",
            "The record has no document ID, so it is unknown which chunks belong together.",
            "Check Document ID Record Path."),
    MISSING_CONTENT(
            "missing_content",
            "The record has neither a text nor an image or video.",
            "Check the record paths, or remove the record from the input."),
    MISSING_DOCUMENTS("missing_documents", "The query has no documents to rank.", "Check Documents Record Path."),
    MISSING_LABEL("missing_label", "The record of the gesture library has no label.", "Check Label Record Path."),
    MISSING_LANDMARKS(
            "missing_landmarks",
            "The record has no landmarks.",
            "Check the record path of the landmarks, or ignore frames without a person."),
    MISSING_TARGET(
            "missing_target",
            "The target path does not exist in the record, or in the schema of the Record Writer. Where possible, this is checked before anything is billed.",
            "Correct the record path of the result, or add the field to the writer's schema."),
    MISSING_TEXT(
            "missing_text",
            "There is no value at the record path of the text.",
            "Check the record path, or fill in the text."),
    MISSING_TORSO(
            "missing_torso",
            "The shoulders are not visible, or shoulders and hips coincide, so the pose cannot be described.",
            "Lower Minimum Visibility, or record the whole upper body."),
    MISSING_VECTOR(
            "missing_vector",
            "There is no vector at the record path.",
            "Check the record path, or embed the records first."),
    MIXED_MEDIA(
            "mixed_media",
            "One image or video of the record is a URL, another one is its content.",
            "Use only one of both in a record."),
    MODEL_MISMATCH(
            "model_mismatch",
            "The vectors were created by different models and cannot be compared.",
            "Embed both with the same model."),
    MULTIPLE_TEXTS(
            "multiple_texts",
            "The record path selects more than one text.",
            "Use a record path that selects one value."),
    MULTIPLE_VALUES(
            "multiple_values",
            "The record path selects more than one value.",
            "Use a record path that selects one value."),
    NO_RESPONSE(
            "no_response",
            "Voyage could not be reached, or did not respond completely.",
            "Route retry back to the processor. Check the network if it persists."),
    NO_RESULT(
            "no_result",
            "Neither the batch job nor the cache has a result for the text.",
            "Load the library again; cached texts are not billed again."),
    NO_TEXT("no_text", "No record of the FlowFile has a usable text.", "Check Text Record Path and the Record Reader."),
    NOT_A_VECTOR(
            "not_a_vector",
            "The value is not a vector: neither an array of numbers, nor its text or Base64 form.",
            "Check the record path."),
    NOT_FINITE("not_finite", "A number of the vector is infinite or not a number.", "Embed the text again."),
    NOT_LANDMARKS(
            "not_landmarks", "The value cannot be read as landmarks.", "Check the record path and Landmark Layout."),
    NOT_MEDIA(
            "not_media",
            "The value is neither Base64, nor a data URL, nor a URL with http or https.",
            "Pass the content of the file as Base64 or bytes."),
    NOT_TEXT(
            "not_text",
            "The value is neither text nor a number, or the content is not UTF-8.",
            "Check the record path, or set a Record Reader."),
    OVER_BUDGET(
            "over_budget",
            "The estimated cost exceeds Maximum Cost. Nothing is billed.",
            "Raise Maximum Cost, or split the input."),
    PARAMETERS_CHANGED(
            "parameters_changed",
            "The parameters were changed after the FlowFile had been split into batch jobs.",
            "Route retry back to the processor: the rest is planned with the new parameters."),
    PARAMETERS_MISMATCH(
            "parameters_mismatch",
            "The batch job embeds with other parameters than the gesture library.",
            "Use the same parameters, or create a new job."),
    QUERY_TOO_LONG(
            "query_too_long",
            "The query has more tokens than the model accepts.",
            "Shorten the query, or enable Truncation."),
    RECORD_COUNT_MISMATCH(
            "record_count_mismatch",
            "The content has a different number of records than the batch job was created for, or matches none of its results.",
            "Do not change the content between the processors. Check Text Record Path."),
    RESULTS_INCOMPLETE(
            "results_incomplete",
            "The result files of the batch job lack lines that its counts promise.",
            "Route retry back to the processor. After Missing Results Timeout the records are routed to unprocessed."),
    SURPLUS_VALUES(
            "surplus_values",
            "The CSV record has more values than the header has fields, so values may be in the wrong fields.",
            "Quote values that contain the separator, or complete the header. The rejected record has the surplus values in fields named unknown_field_index_N."),
    TEMPORARY_DIRECTORY(
            "temporary_directory",
            "Results could not be stored in the Temporary Directory.",
            "Free disk space or correct the permissions, and route retry back to the processor."),
    TEXT_TOO_LARGE(
            "text_too_large",
            "The content of the FlowFile is larger than Maximum Text Size.",
            "Split it with ChunkText, raise Maximum Text Size, or set a Record Reader if it holds records."),
    TEXTS_MISMATCH(
            "texts_mismatch",
            "None of the results of the batch job belongs to a text of the gesture library.",
            "Check Batch ID and the library."),
    TIMED_OUT(
            "timed_out",
            "The batch job is older than the configured maximum age and has not ended.",
            "Cancel the job, or raise the limit and route the FlowFile back."),
    TOO_MANY_CHUNKS(
            "too_many_chunks",
            "The document has more chunks than Voyage accepts in a request.",
            "Use larger chunks, or split the document."),
    TOO_MANY_DOCUMENTS(
            "too_many_documents",
            "The query has more documents than Voyage ranks in a request.",
            "Rank the documents in parts."),
    TOO_MANY_SUBMISSIONS(
            "too_many_submissions",
            "Batch jobs were created for the records as often as Maximum Submissions allows.",
            "Check why the records stay unprocessed, then raise the limit or remove the attribute."),
    TOO_MANY_TOKENS(
            "too_many_tokens",
            "The query and its documents have more tokens than Voyage accepts in a request.",
            "Rank the documents in parts."),
    UNKNOWN_ERROR(
            "unknown_error",
            "The result line has neither a usable response nor a code.",
            "Send the record again. Report it to Voyage if it happens again."),
    UNREADABLE_CONTENT(
            "unreadable_content",
            "The Record Reader cannot read the content.",
            "Check the Record Reader and the content at the place named in the message."),
    UNREADABLE_DOCUMENTS(
            "unreadable_documents",
            "The shared documents cannot be read.",
            "Check the property that holds the documents."),
    UNREADABLE_RESULT(
            "unreadable_result",
            "A line of the result file cannot be read. The request is billed.",
            "Send the record again. Report it to Voyage if it happens again."),
    UNSUPPORTED_IMAGE(
            "unsupported_image",
            "The content is not an image in a format that Voyage accepts.",
            "Convert it to PNG, JPEG, GIF, or WebP in an earlier processor."),
    UNSUPPORTED_VIDEO(
            "unsupported_video",
            "The content is not a video in a format that Voyage accepts.",
            "Convert it to MP4, QuickTime, WebM, Matroska, or AVI in an earlier processor."),
    UNUSABLE_LIBRARY(
            "unusable_library",
            "The gesture library is missing, incomplete, or not readable.",
            "Correct the library file; FlowFiles in retry are matched as soon as it can be read."),
    UNUSABLE_RESPONSE(
            "unusable_response",
            "Voyage responded successfully, but the response does not match the request. The request is billed.",
            "Send the FlowFile again. Report it to Voyage if it happens again."),
    UNUSABLE_TIME(
            "unusable_time",
            "The time of the frame is neither a number of milliseconds nor a timestamp.",
            "Check the record path of the time."),
    UNWRITABLE_CONTENT(
            "unwritable_content",
            "The Record Writer cannot write the records.",
            "Check the Record Writer and its schema."),
    UNWRITABLE_RECORD(
            "unwritable_record",
            "The Record Writer cannot write the record.",
            "Correct the value named in the message, or the writer's schema."),
    VIDEO_TOO_LARGE(
            "video_too_large",
            "The video has more bytes than Voyage accepts.",
            "Compress or split the video in an earlier processor."),
    ZERO_VECTOR("zero_vector", "All numbers of the vector are zero, so it has no direction.", "Embed the text again.");

    private final String code;
    private final String meaning;
    private final String action;

    ErrorCode(final String code, final String meaning, final String action) {
        this.code = code;
        this.meaning = meaning;
        this.action = action;
    }

    /** Returns the code as it appears in attributes and records. */
    public String code() {
        return code;
    }

    /** Returns what happened. */
    public String meaning() {
        return meaning;
    }

    /** Returns what to do about it. */
    public String action() {
        return action;
    }
}
