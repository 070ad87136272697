/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.batch.job.GracePeriod;
import dev.nifivoyage.service.api.VoyageClientService;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The properties by which the results of one FlowFile are downloaded.
 *
 * @param client connection to Voyage
 * @param records reads and writes the records to join; empty if the results only go to the cache
 * @param price real-time price in US dollars for a million tokens; empty for the list price
 * @param temporaryDirectory directory for results that wait for their records
 * @param threads number of threads that read the results of a FlowFile
 * @param deletesRemoteFiles whether the files of the job are deleted once the results are committed
 * @param notFound time to wait for a job or file that is not found
 * @param incomplete time to wait for missing lines
 */
public record DownloadOptions(
        VoyageClientService client,
        Optional<RecordServices> records,
        Optional<BigDecimal> price,
        Path temporaryDirectory,
        int threads,
        boolean deletesRemoteFiles,
        GracePeriod notFound,
        GracePeriod incomplete) {

    /**
     * The services that read and write records.
     */
    public record RecordServices(RecordReaderFactory reader, RecordSetWriterFactory writer) {}
}
