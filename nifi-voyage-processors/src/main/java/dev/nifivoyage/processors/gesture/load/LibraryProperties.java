/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.load;

import dev.nifivoyage.processors.batch.create.MaximumCostProperty;
import dev.nifivoyage.processors.batch.create.MaximumSubmissionsProperty;
import dev.nifivoyage.processors.batch.poll.BatchIdProperty;
import dev.nifivoyage.processors.batch.poll.PollingProperties;
import dev.nifivoyage.processors.batch.result.TemporaryDirectoryProperty;
import dev.nifivoyage.processors.gesture.library.GesturePaths;
import dev.nifivoyage.processors.property.EmbeddingCacheProperty;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.property.OptionalRecordPath;
import dev.nifivoyage.processors.record.path.VectorFormat;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.record.path.validation.RecordPathValidator;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;

import java.util.Optional;

/**
 * Properties of LoadGestureLibrary.
 */
public final class LibraryProperties {

    public static final PropertyDescriptor EMBEDDING_CACHE_SERVICE = new PropertyDescriptor.Builder()
            .fromPropertyDescriptor(EmbeddingCacheProperty.EMBEDDING_CACHE_SERVICE)
            .description(
                    "Specifies the cache to fill with the vectors of the library. Texts whose vector is in the cache are not sent and not billed again.")
            .required(true)
            .build();

    public static final PropertyDescriptor RECORD_READER = new PropertyDescriptor.Builder()
            .name("Record Reader")
            .description("Specifies the Controller Service to use for reading the library, one record per gesture")
            .identifiesControllerService(RecordReaderFactory.class)
            .required(true)
            .build();

    public static final PropertyDescriptor RECORD_WRITER = new PropertyDescriptor.Builder()
            .name("Record Writer")
            .description(
                    "Specifies the Controller Service to use for writing the library with its vectors. If the writer has its own schema, it must contain the added fields.")
            .identifiesControllerService(RecordSetWriterFactory.class)
            .required(true)
            .build();

    public static final PropertyDescriptor LOADING_MODE = new PropertyDescriptor.Builder()
            .name("Loading Mode")
            .description(
                    "Specifies how to obtain the vectors. A batch job costs a third less and takes minutes to hours. No job is created if all vectors are in the cache.")
            .required(true)
            .allowableValues(LoadingMode.class)
            .defaultValue(LoadingMode.REAL_TIME)
            .build();

    public static final PropertyDescriptor BATCH_ID = new PropertyDescriptor.Builder()
            .fromPropertyDescriptor(BatchIdProperty.BATCH_ID)
            .description("ID of the batch job that embedded the library, by default from an attribute of the FlowFile")
            .dependsOn(LOADING_MODE, LoadingMode.EXISTING_BATCH_JOB)
            .build();

    public static final PropertyDescriptor LABEL_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Label Record Path")
            .description(
                    "A RecordPath that points to the name of a gesture. Records without a name are routed to rejected.")
            .required(true)
            .defaultValue(GesturePaths.DEFAULT.label())
            .addValidator(new RecordPathValidator())
            .build();

    public static final PropertyDescriptor TEXT_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Text Record Path")
            .description("A RecordPath that points to the description of a gesture")
            .required(true)
            .defaultValue(GesturePaths.DEFAULT.text())
            .addValidator(new RecordPathValidator())
            .build();

    public static final PropertyDescriptor VARIATIONS_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Variations Record Path")
            .description(
                    "A RecordPath that points to other descriptions of the same gesture: "
                            + "to an array of texts, such as /variations, or to each text, such as /poses[*]/text. Variations are optional.")
            .required(true)
            .defaultValue(GesturePaths.DEFAULT.variations())
            .addValidator(new RecordPathValidator())
            .build();

    public static final PropertyDescriptor IMAGES_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Images Record Path")
            .description(
                    "A RecordPath that points to images of the gesture, which are further variations: to an array such as /images, or to each image. "
                            + "Each is Base64, a data URL, bytes, or a URL that Voyage downloads. Images require a multimodal model. "
                            + "MatchGesture expects them at /images.")
            .required(false)
            .dependsOn(LOADING_MODE, LoadingMode.REAL_TIME)
            .addValidator(OptionalRecordPath::validate)
            .build();

    public static final PropertyDescriptor INPUT_TYPE = new PropertyDescriptor.Builder()
            .fromPropertyDescriptor(EmbeddingProperties.INPUT_TYPE)
            .description(
                    "Specifies the purpose of the texts. Poses and the library they are compared with are of the same kind, so use document for both.")
            .defaultValue(EmbeddingInputType.DOCUMENT)
            .build();

    public static final PropertyDescriptor VECTOR_FORMAT = new PropertyDescriptor.Builder()
            .name("Vector Format")
            .description("Specifies the format of the vectors in the records")
            .required(true)
            .allowableValues(VectorFormat.class)
            .defaultValue(VectorFormat.NUMBERS)
            .build();

    public static final PropertyDescriptor MINIMUM_POLLING_INTERVAL =
            polling(PollingProperties.MINIMUM_POLLING_INTERVAL);
    public static final PropertyDescriptor MAXIMUM_POLLING_INTERVAL =
            polling(PollingProperties.MAXIMUM_POLLING_INTERVAL);
    public static final PropertyDescriptor MAXIMUM_WAITING_TIME = polling(PollingProperties.MAXIMUM_WAITING_TIME);

    public static final PropertyDescriptor MAXIMUM_SUBMISSIONS = new PropertyDescriptor.Builder()
            .fromPropertyDescriptor(MaximumSubmissionsProperty.MAXIMUM_SUBMISSIONS)
            .description(
                    "Maximum number of consecutive batch jobs for the same gestures, if they are routed back from rejected or failure. "
                            + "Attempts that end in retry do not count.")
            .dependsOn(LOADING_MODE, LoadingMode.BATCH_AND_WAIT, LoadingMode.BATCH_FIRE_AND_FORGET)
            .build();

    public static final PropertyDescriptor MAXIMUM_COST = new PropertyDescriptor.Builder()
            .fromPropertyDescriptor(MaximumCostProperty.MAXIMUM_COST)
            .dependsOn(LOADING_MODE, LoadingMode.BATCH_AND_WAIT, LoadingMode.BATCH_FIRE_AND_FORGET)
            .build();

    public static final PropertyDescriptor DELETE_REMOTE_FILES = new PropertyDescriptor.Builder()
            .name("Delete Remote Files")
            .description(
                    "Specifies whether to delete the files of the job at Voyage after the library was committed in NiFi, "
                            + "provided that every line belongs to a text of the library and every text has a vector. "
                            + "Otherwise Voyage deletes them after 30 days.")
            .dependsOn(LOADING_MODE, LoadingMode.BATCH_AND_WAIT, LoadingMode.EXISTING_BATCH_JOB)
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("false")
            .build();

    public static final PropertyDescriptor TEMPORARY_DIRECTORY = new PropertyDescriptor.Builder()
            .fromPropertyDescriptor(TemporaryDirectoryProperty.TEMPORARY_DIRECTORY)
            .dependsOn(LOADING_MODE, LoadingMode.BATCH_AND_WAIT, LoadingMode.EXISTING_BATCH_JOB)
            .build();

    private LibraryProperties() {}

    private static PropertyDescriptor polling(final PropertyDescriptor property) {
        return new PropertyDescriptor.Builder()
                .fromPropertyDescriptor(property)
                .dependsOn(LOADING_MODE, LoadingMode.BATCH_AND_WAIT, LoadingMode.EXISTING_BATCH_JOB)
                .build();
    }

    /**
     * Returns the path of the images, or empty if there is none.
     */
    public static Optional<String> imagesPath(final PropertyContext context) {
        // NiFi rejects reading properties that the mode does not have
        return mode(context) == LoadingMode.REAL_TIME
                ? OptionalRecordPath.path(context, IMAGES_RECORD_PATH)
                : Optional.empty();
    }

    public static LoadingMode mode(final PropertyContext context) {
        return context.getProperty(LOADING_MODE).asAllowableValue(LoadingMode.class);
    }
}
