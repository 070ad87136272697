/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.verification;

import dev.nifivoyage.processors.record.path.TextPart;
import dev.nifivoyage.processors.request.RankingParameters;
import dev.nifivoyage.processors.request.RerankProperties;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.serialization.RecordReaderFactory;

import java.io.IOException;
import java.util.List;

/**
 * Verifies the file with the documents that all queries share.
 */
public final class DocumentsVerifier {
    public static final String DOCUMENTS_FILE = "Documents File";

    private DocumentsVerifier() {}

    public static ConfigVerificationResult verify(
            final RankingParameters parameters, final RecordReaderFactory readerFactory, final ComponentLog logger) {
        if (!parameters.hasSharedDocuments()) {
            return StepResult.skipped(DOCUMENTS_FILE, "Each record contains its own documents");
        }

        try {
            final List<TextPart> documents = RerankProperties.shared(parameters, readerFactory, logger);
            final long unusable = documents.stream()
                    .filter(document -> !document.text().isUsable())
                    .count();
            if (documents.isEmpty() || unusable > 0) {
                return StepResult.failed(
                        DOCUMENTS_FILE,
                        "%s contains %d documents, %d of them without a usable text at %s"
                                .formatted(
                                        parameters.documentsFile(),
                                        documents.size(),
                                        unusable,
                                        parameters.documentTextPath()));
            }
            return StepResult.successful(
                    DOCUMENTS_FILE, "%s contains %d documents".formatted(parameters.documentsFile(), documents.size()));
        } catch (final IOException e) {
            logger.warn("Failed to read the documents", e);
            return StepResult.failed(DOCUMENTS_FILE, e.getMessage());
        }
    }
}
