/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import dev.nifivoyage.processors.StoppableProcessor;
import dev.nifivoyage.processors.batch.create.BatchJobCreator;
import dev.nifivoyage.processors.batch.create.BatchJobSpec;
import dev.nifivoyage.processors.batch.create.JobEstimate;
import dev.nifivoyage.processors.batch.create.JobMetadata;
import dev.nifivoyage.processors.batch.create.JobMetadataProperty;
import dev.nifivoyage.processors.batch.create.MaximumCostProperty;
import dev.nifivoyage.processors.batch.create.MaximumSubmissionsProperty;
import dev.nifivoyage.processors.batch.create.RecordSubmissionRouter;
import dev.nifivoyage.processors.batch.create.SubmissionMemory;
import dev.nifivoyage.processors.batch.create.SubmissionOptions;
import dev.nifivoyage.processors.batch.create.SubmissionRelationships;
import dev.nifivoyage.processors.batch.create.SubmissionRouter;
import dev.nifivoyage.processors.batch.create.plan.JobLimitProperties;
import dev.nifivoyage.processors.batch.create.plan.JobLimits;
import dev.nifivoyage.processors.batch.create.plan.RequestSpec;
import dev.nifivoyage.processors.model.ModelRetirement;
import dev.nifivoyage.processors.property.PriceProperty;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.processors.record.RecordProperties;
import dev.nifivoyage.processors.verification.ConnectionVerifier;
import dev.nifivoyage.processors.verification.RequestCheck;
import dev.nifivoyage.processors.verification.SampleCheck;
import dev.nifivoyage.processors.verification.SampleVerifier;
import org.apache.nifi.annotation.behavior.DynamicProperty;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.ReadsAttribute;
import org.apache.nifi.annotation.behavior.ReadsAttributes;
import org.apache.nifi.annotation.configuration.DefaultSettings;
import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.processor.exception.ProcessException;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Base of the processors that create batch jobs from records. A subclass adds its properties, its documentation, and
 * the specification of a job. Subclasses declare all attributes they write: NiFi reads {@code WritesAttributes} from
 * the class itself and does not merge it with that of a superclass.
 */
@InputRequirement(InputRequirement.Requirement.INPUT_REQUIRED)
@DefaultSettings(penaltyDuration = "1 min", yieldDuration = "30 sec")
@DynamicProperty(
        name = "Metadata key",
        value = "Metadata value",
        expressionLanguageScope = ExpressionLanguageScope.FLOWFILE_ATTRIBUTES,
        description =
                "Adds a pair to the metadata of the batch job. A batch job accepts 13 pairs besides those of NiFi Voyage, with keys of up to 64 and values of up to 512 characters.")
@ReadsAttributes({
    @ReadsAttribute(
            attribute = "voyage.batch.submission.id",
            description =
                    "Identifies the submission that the batch job belongs to; set on FlowFiles in the queue of the processor, from retry, and on some from failure"),
    @ReadsAttribute(
            attribute = "voyage.batch.submission.created.at",
            description = "Time at which the submission ID was assigned; older batch jobs are not searched for it"),
    @ReadsAttribute(
            attribute = "voyage.batch.submission.parameters",
            description = "Fingerprint of the parameters with which the batch job was prepared"),
    @ReadsAttribute(
            attribute = "voyage.batch.input.file.id",
            description = "ID of an uploaded request file without a batch job yet, if a submission ID is set"),
    @ReadsAttribute(
            attribute = "voyage.batch.input.file.fingerprint",
            description = "Fingerprint of the requests in that file"),
    @ReadsAttribute(
            attribute = "voyage.batch.input.file.uploaded.at",
            description = "Time at which that file was uploaded"),
    @ReadsAttribute(
            attribute = "voyage.batch.slice.index",
            description = "Index of the next slice of a FlowFile that was split"),
    @ReadsAttribute(
            attribute = "voyage.batch.slice.count",
            description = "Number of slices of a FlowFile that was split"),
    @ReadsAttribute(
            attribute = "voyage.batch.slice.table",
            description = "Offset of the slice table in the content of a FlowFile that was split, in bytes"),
    @ReadsAttribute(attribute = "voyage.batch.slice.mime.type", description = "MIME type of each slice"),
    @ReadsAttribute(
            attribute = "voyage.batch.submission.count",
            description = "Number of batch jobs already created for the records")
})
public abstract class AbstractCreateBatch extends StoppableProcessor implements VerifiableProcessor {

    static final Relationship SUBMITTED = SubmissionRelationships.SUBMITTED;
    static final Relationship ORIGINAL = SubmissionRelationships.ORIGINAL;
    static final Relationship NO_TEXT = SubmissionRelationships.NO_TEXT;
    static final Relationship OVER_BUDGET = SubmissionRelationships.OVER_BUDGET;
    static final Relationship RETRY = SubmissionRelationships.RETRY;
    static final Relationship FAILURE = SubmissionRelationships.FAILURE;

    private static final Set<Relationship> RELATIONSHIPS =
            Set.of(SUBMITTED, ORIGINAL, NO_TEXT, OVER_BUDGET, RETRY, FAILURE);

    private final SubmissionMemory memory;
    private volatile BatchJobCreator creator;
    private volatile SubmissionRouter router;

    AbstractCreateBatch(final SubmissionMemory memory) {
        this.memory = memory;
    }

    /**
     * Returns the properties of a subclass in the order in which NiFi shows them.
     *
     * @param requests what is sent for a record
     * @param limits limits of a job besides those of all subclasses
     */
    static List<PropertyDescriptor> properties(
            final List<PropertyDescriptor> requests, final PropertyDescriptor... limits) {
        return Stream.of(
                        List.of(
                                VoyageClientProperty.VOYAGE_CLIENT_SERVICE,
                                RecordProperties.RECORD_READER,
                                RecordProperties.RECORD_WRITER),
                        requests,
                        List.of(
                                JobLimitProperties.MAXIMUM_REQUESTS,
                                JobLimitProperties.MAXIMUM_JOB_SIZE,
                                JobLimitProperties.MAXIMUM_TOKENS),
                        List.of(limits),
                        List.of(
                                MaximumCostProperty.MAXIMUM_COST,
                                PriceProperty.PRICE,
                                MaximumSubmissionsProperty.MAXIMUM_SUBMISSIONS))
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Returns the property that selects the model.
     */
    abstract PropertyDescriptor modelProperty();

    /**
     * Returns the relationship for FlowFiles with too few requests for a job.
     */
    Relationship tooFewRequests() {
        return NO_TEXT;
    }

    /**
     * Returns the requests of a FlowFile.
     *
     * @param evaluation evaluates the Expression Language with a FlowFile or with attributes
     */
    abstract RequestSpec requests(ProcessContext context, UnaryOperator<PropertyValue> evaluation);

    /**
     * Returns the limits of each job.
     */
    abstract JobLimits limits(ProcessContext context);

    /**
     * Verifies the parameters of the requests without sending one.
     */
    abstract List<ConfigVerificationResult> verifyParameters(
            ProcessContext context, UnaryOperator<PropertyValue> evaluation, ComponentLog verificationLogger);

    /**
     * Returns a check of each record path.
     */
    abstract List<SampleCheck> paths(ProcessContext context);

    @Override
    public Set<Relationship> getRelationships() {
        return RELATIONSHIPS;
    }

    @Override
    protected PropertyDescriptor getSupportedDynamicPropertyDescriptor(final String propertyDescriptorName) {
        return JobMetadataProperty.named(propertyDescriptorName);
    }

    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext context) {
        final List<ValidationResult> results =
                new ArrayList<>(JobMetadata.validateKeys(JobMetadataProperty.keys(context)));
        results.addAll(MaximumCostProperty.validate(
                context, context.getProperty(modelProperty()).getValue()));
        return results;
    }

    @OnScheduled
    public void onScheduled(final ProcessContext context) {
        ModelRetirement.warn(context.getProperty(modelProperty()).getValue(), getLogger());
        creator = new BatchJobCreator(memory, new RateLimit(), true, getLogger());
        router = new RecordSubmissionRouter(getLogger(), tooFewRequests());
    }

    @Override
    public List<ConfigVerificationResult> verify(
            final ProcessContext context, final ComponentLog verificationLogger, final Map<String, String> attributes) {
        final UnaryOperator<PropertyValue> evaluation = value -> value.evaluateAttributeExpressions(attributes);
        final RequestSpec requests = requests(context, evaluation);
        final List<SampleCheck> checks = new ArrayList<>(paths(context));
        checks.add(new RequestCheck(
                requests.extractor()::open,
                new JobEstimate(
                        () -> MaximumCostProperty.budget(context, evaluation, requests.model()), limits(context))));
        final List<ConfigVerificationResult> results =
                new ArrayList<>(verifyParameters(context, evaluation, verificationLogger));
        results.add(ConnectionVerifier.verify(VoyageClientProperty.client(context), verificationLogger));
        results.addAll(
                new SampleVerifier(RecordProperties.reader(context), attributes, verificationLogger).verify(checks));
        return results;
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) throws ProcessException {
        if (creator.isRateLimited()) {
            context.yield();
            return;
        }

        final FlowFile flowFile = session.get();
        if (flowFile != null && !creator.advance(session, flowFile, spec(context, flowFile), router)) {
            context.yield();
        }
    }

    private BatchJobSpec spec(final ProcessContext context, final FlowFile flowFile) {
        return new BatchJobSpec(
                requests(context, value -> value.evaluateAttributeExpressions(flowFile)),
                limits(context),
                RecordProperties.reader(context),
                RecordProperties.writer(context),
                SubmissionOptions.of(context, flowFile));
    }
}
