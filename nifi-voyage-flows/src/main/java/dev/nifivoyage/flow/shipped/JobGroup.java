/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow.shipped;

import dev.nifivoyage.flow.Flow;
import dev.nifivoyage.flow.Group;
import dev.nifivoyage.flow.NiFiComponentType;
import dev.nifivoyage.flow.Port;
import dev.nifivoyage.flow.Processor;
import dev.nifivoyage.flow.Side;

/**
 * The process group of batch jobs, with the same ports in all flows: takes FlowFiles of records, creates jobs, waits
 * for them, and adds the results to the records.
 */
final class JobGroup implements ResultPorts {

    // the records of a FlowFile come out in several parts if some of them needed a second job
    private static final String PART_NAME = "${merge.count:replaceNull('1'):equals('1'):ifElse(%s,'gathered')}"
                    .formatted(FileSteps.withoutExtension("filename"))
            + FileSteps.UNIQUE_JSON_LINES;

    private final Group group;
    private final Port records;
    private final Port again;
    private final Port results;
    private final Port rejected;
    private final Port stopped;
    private final Processor small;
    private final Processor check;
    private final Processor gather;
    private final Processor resume;
    private final Processor nameResults;
    private final Processor nameRejected;
    private final CostGroup cost;

    /**
     * Adds the group, still without the processors of its jobs.
     *
     * @param name name of the group
     * @param comments purpose of the group, in one sentence
     * @param results name of the port of records with results
     */
    JobGroup(final Flow flow, final String name, final String comments, final String results) {
        group = flow.group(name, comments).at(FlowLayout.GROUP_X, FlowLayout.GROUP_Y);
        records = group.input("records").at(56, -200);
        again = group.input("try again").at(1336, -560);
        this.results = group.output(results).at(2616, -200);
        rejected = group.output("rejected").at(2616, 730);
        stopped = group.output("stopped").at(1336, 340);
        small = group.processor("Find small files", NiFiComponentType.ROUTE_ON_ATTRIBUTE)
                .at(0, 0)
                .setDynamic("small", "${fileSize:lt(#{'Gathering Size'})}");
        check = group.processor("Check small files", NiFiComponentType.CALCULATE_RECORD_STATS)
                .at(0, 260)
                .comments(
                        "Reads each small file to the end, so that a malformed one does not stop those it would be joined with.");
        gather = StockSteps.jsonLines(group, "Gather small files")
                .at(0, 520)
                .comments("Joins files that are smaller than Gathering Size, so that they become one job.")
                .set("Minimum Group Size", "10 MB")
                .set("Maximum Group Size", "64 MB")
                .set("Minimum Number of Entries", "1")
                .set("Maximum Number of Entries", "10000")
                .set("Max Bin Age", "#{Gathering Time}");
        resume = BatchSteps.resume(group).at(1280, -430);
        nameResults = name("Name results").at(2560, 0);
        nameRejected = name("Name rejected records").at(2560, 520);
        group.label("copy", """
            This group works in other flows, too: copy it, and connect FlowFiles of records to its port records. \
            Small files become one job. Each record leaves through one of the ports; a FlowFile that cannot go on leaves through stopped, \
            and comes back through try again to the step at which it stopped.""").at(-860, 780).size(600, 170);
        cost = new CostGroup(group, 1904, 276);
    }

    /**
     * Returns the process group, for the controller services and the processors of the jobs.
     */
    Group group() {
        return group;
    }

    /**
     * Connects the processors of the jobs.
     *
     * @param services the services of the group
     * @param create creates the jobs
     * @param poll a processor of {@link BatchSteps#poll}
     * @param download a processor of {@link BatchSteps#download}
     */
    void connect(
            final VoyageServices services, final Processor create, final Processor poll, final Processor download) {
        create.at(640, 0);
        poll.at(1280, 0);
        download.at(1920, 0);
        group.connect(records).to(small);
        check.set("record-stats-reader", services.reader());
        group.connect(small, "small").to(check);
        group.connect(small, "unmatched").to(create);
        group.connect(check, "failure").to(create).via(530, 324);
        group.connect(gather, "merged", "failure").to(create).via(540, 584);
        group.connect(again).to(resume);
        group.connect(resume, "unmatched").to(create).via(760, -366);
        group.connect(resume, "wait").to(poll);
        group.connect(resume, "download").to(download).via(2340, -366).via(2340, -60);

        group.connect(create, "submitted").to(poll);
        group.connect(create, "retry").back(Side.TOP_RIGHT);
        group.connect(create, "failure", "no text", "over budget").to(stopped).via(1000, 364);
        group.connect(poll, "completed").to(download);
        group.connect(poll, "running", "retry").back(Side.TOP_RIGHT);
        group.connect(poll, "job failed", "failure", "timed out").to(stopped);
        final Processor unlessCancelled = BatchSteps.unlessCancelled(group).at(1920, -264);
        group.connect(download, "unprocessed").to(unlessCancelled);
        group.connect(unlessCancelled, "unmatched")
                .to(create)
                .via(1150, -200)
                .via(816, -200)
                .labelAt(0);
        group.connect(unlessCancelled, "cancelled")
                .to(stopped)
                .via(1650, -130)
                .via(1650, 150)
                .via(1650, 330)
                .labelAt(1);
        group.connect(download, "retry").back(Side.TOP_LEFT);
        group.connect(download, "failure").to(stopped).via(1740, 364);

        group.connect(download, "success").to(nameResults);
        group.connect(download, "rejected").to(nameRejected).via(2640, 230);
        group.connect(nameResults, "success").to(results);
        group.connect(nameRejected, "success").to(rejected);
        cost.of(download);
        final ProgressGroup progress = new ProgressGroup(group, 1904, -640);
        progress.of(poll, "progress", "job failed", "timed out")
                .via(1740, -60)
                .via(1740, -552)
                .labelAt(1);
        progress.of(download, "original", "failure")
                .via(2420, -100)
                .via(2420, -552)
                .labelAt(1);
    }

    /**
     * Joins small files of JSON as they are, and those of CSV after their conversion: its fields are strings, which
     * JSON keeps.
     *
     * @param services the services of the group, whose reader reads JSON and CSV
     * @param create creates the jobs
     */
    void gatherCsv(final VoyageServices services, final Processor create) {
        final Processor find = group.processor("Find CSV files", NiFiComponentType.ROUTE_ON_ATTRIBUTE)
                .at(-640, 260)
                .setDynamic("CSV", "${recordreader.name:equals('csv'):and(${record.count:gt(0)})}")
                .setDynamic("empty", "${record.count:equals('0')}");
        // unlike ConvertRecord, it writes values without a field of the header, too
        final Processor convert = group.processor("Convert small CSV files", NiFiComponentType.VALIDATE_RECORD)
                .at(-1280, 260)
                .set("record-reader", services.reader())
                .set("record-writer", services.writer())
                .set("allow-extra-fields", "true")
                .set("strict-type-checking", "false");
        final Processor mark =
                StockSteps.attributes(group, "Select JSON").at(-1280, 520).setDynamic("recordreader.name", "json");
        group.connect(check, "success").to(find);
        group.connect(find, "unmatched").to(gather);
        group.connect(find, "empty").to(create).via(-720, 325).via(-720, 720).via(745, 720);
        group.connect(find, "CSV").to(convert);
        group.connect(convert, "valid", "invalid").to(mark);
        group.connect(convert, "failure")
                .to(create)
                .via(-1380, 325)
                .via(-1380, 720)
                .via(745, 720);
        group.connect(mark, "success").to(gather);
    }

    /**
     * Joins small files as they are.
     */
    void gather() {
        group.connect(check, "success").to(gather);
    }

    /**
     * Connects a processor that adds results in real time.
     */
    void connectRealTime(final Processor realTime) {
        realTime.at(1920, 520);
        group.connect(realTime, "success").to(nameResults).via(2832, 400);
        group.connect(realTime, "rejected").to(nameRejected);
        group.connect(realTime, "retry").back(Side.BOTTOM);
        group.connect(realTime, "failure").to(stopped).via(1740, 480).via(1456, 480);
        cost.of(realTime);
    }

    /**
     * Returns the port that takes new FlowFiles of records.
     */
    Port records() {
        return records;
    }

    @Override
    public Port again() {
        return again;
    }

    @Override
    public Port results() {
        return results;
    }

    @Override
    public Port rejected() {
        return rejected;
    }

    @Override
    public Port stopped() {
        return stopped;
    }

    private Processor name(final String name) {
        return StockSteps.attributes(group, name).setDynamic("filename", PART_NAME);
    }
}
