/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow.shipped;

import dev.nifivoyage.flow.Flow;
import dev.nifivoyage.flow.FlowDefinition;
import dev.nifivoyage.flow.Group;
import dev.nifivoyage.flow.NiFiComponentType;
import dev.nifivoyage.flow.Parameter;
import dev.nifivoyage.flow.Port;
import dev.nifivoyage.flow.Processor;
import dev.nifivoyage.flow.Service;
import dev.nifivoyage.flow.Side;

/**
 * Reports the cost of all other flows per day.
 */
final class CostPerDayFlow implements FlowDefinition {

    private static final String COST_LINE_SCHEMA = """
        {"type": "record", "name": "Cost", "fields": [\
        {"name": "id", "type": "string"}, \
        {"name": "day", "type": "string"}, \
        {"name": "kind", "type": "string"}, \
        {"name": "model", "type": "string"}, \
        {"name": "estimated", "type": ["null", "double"]}, \
        {"name": "tokens", "type": ["null", "long"]}, \
        {"name": "pixels", "type": ["null", "long"]}, \
        {"name": "cost", "type": ["null", "double"]}, \
        {"name": "real_time", "type": ["null", "double"]}, \
        {"name": "saved", "type": ["null", "double"]}]}""";

    private static final String SUMS = """
        select "day", kind, model, jobs, tokens, pixels,
          %s,
          %s,
          %s,
          %s,
          jobs_without_price
        from (
          select "day", kind, model, count(*) as jobs, sum(tokens) as tokens, sum(pixels) as pixels, %s, %s, %s, %s, count(*) - count(cost) as jobs_without_price
          from (select distinct id, "day", kind, model, estimated, tokens, pixels, cost, real_time, saved from flowfile) as lines
          group by "day", kind, model
        ) as sums
        order by "day", kind, model""".formatted(
                    dollars("estimated"),
                    dollars("cost"),
                    dollars("real_time"),
                    dollars("saved"),
                    units("estimated"),
                    units("cost"),
                    units("real_time"),
                    units("saved"));

    @Override
    public Flow flow() {
        final Flow flow =
                new Flow("cost-per-day", "Cost of Voyage AI per day", "Adds up the cost of Voyage AI's API per day.");
        flow.parameters(
                new Parameter(
                        "Report Directory",
                        "./voyage/reports",
                        "Directory of the reports, one CSV file for each day. In a cluster the directory must be shared."),
                new Parameter("Report Interval", "10 min", "Interval at which the reports are written."));
        SharedParameters.inherit(flow);
        final Service costLines = flow.service("Cost lines", NiFiComponentType.JSON_READER)
                .comments("Reads the lines that other flows write to Cost Directory.")
                .set("schema-access-strategy", "schema-text-property")
                .set("schema-text", COST_LINE_SCHEMA);
        final Service sums =
                flow.service("Sums", NiFiComponentType.JSON_READER).set("schema-access-strategy", "infer-schema");
        final Service sumsOut = VoyageServices.jsonLines(flow, "Sums out");
        final Service report = flow.service("Report", NiFiComponentType.CSV_WRITER)
                .set("Schema Write Strategy", "no-schema")
                .set("schema-access-strategy", "inherit-record-schema");

        final Group group = flow.group("Add up costs", "Adds up the cost of jobs and real-time requests per day.")
                .at(FlowLayout.GROUP_X, FlowLayout.GROUP_Y);
        final Port costs = group.input("costs").at(56, -200);
        final Port again = group.input("try again").at(696, -200);
        final Port reports = group.output("reports").at(1976, 40);
        final Port stopped = group.output("stopped").at(1016, 340);
        final Processor merge =
                StockSteps.concatenation(group, "Merge costs", "5 sec").at(0, 0);
        final Processor sum = group.processor("Sum costs per day", NiFiComponentType.QUERY_RECORD)
                .at(640, 0)
                .comments(
                        "Counts duplicate lines once. Adds up US dollars in units of the eighth decimal place, and writes them without exponents.")
                .terminate("original")
                .set("record-reader", costLines)
                .set("record-writer", sumsOut)
                .set("include-zero-record-flowfiles", "false")
                .setDynamic("sums", SUMS);
        final Processor partition = group.processor("Split by day", NiFiComponentType.PARTITION_RECORD)
                .at(1280, 0)
                .comments("The attribute filename becomes the name of the report.")
                .terminate("original")
                .set("record-reader", sums)
                .set("record-writer", report)
                .setDynamic("filename", "concat('cost-', /day, '.csv')");
        group.connect(costs).to(merge);
        group.connect(merge, "merged").to(sum);
        group.connect(merge, "failure").back(Side.BOTTOM);
        group.connect(again).to(sum);
        group.connect(sum, "sums").to(partition);
        group.connect(sum, "failure").to(stopped).via(816, 364);
        group.connect(partition, "success").to(reports);
        group.connect(partition, "failure").to(stopped).via(1456, 364);
        group.label("sums", "A cost that was written twice, after a restart, counts once.")
                .at(-640, 400)
                .size(480, 60);

        final Processor read = FileSteps.read(flow, "Read costs", "#{Cost Directory}")
                .at(0, 0)
                .comments("Reads all files each time, up to 10,000, in one session.")
                .set("Keep Source File", "true")
                .set("Minimum File Age", "0 sec")
                .set("Recurse Subdirectories", "true")
                .set("Ignore Hidden Files", "true")
                .set("Batch Size", "10000")
                .set("Polling Interval", "#{Report Interval}");
        final Processor write =
                FileSteps.write(flow, "Write reports", "#{Report Directory}").at(1280, 0);
        flow.connect(read, "success").to(costs);
        flow.connect(reports).to(write);
        flow.connect(write, "failure").back(Side.RIGHT);
        final FlowLayout layout = new FlowLayout(flow);
        layout.tryAgain("Try again", stopped, again);
        layout.explainTryAgain(1180, 330);
        layout.createDirectories("Cost Directory");
        layout.explain("""
            Adds up the cost of batch jobs and real-time requests per day (UTC, of the creation of the job), kind and model.

            1. Cost Directory is that of the other flows: both are in the parameter context Voyage AI.
            2. Enable the controller services and start the process group.
            3. cost-<day>.csv in Report Directory is rewritten at each Report Interval.
            Reads up to 10,000 files: remove the directories of old days; their reports remain.""", """
            In a cluster: Read costs runs on the primary node. Share Cost Directory among the nodes, or the reports contain the costs of that node only, \
            and Report Directory, so that all reports are in one place.""");
        return flow;
    }

    /**
     * @param column a sum in dollars
     * @return the sum in units of the eighth decimal, so that it can be written without an exponent
     */
    private static String units(final String column) {
        return "cast(round(sum(%1$s) * 100000000, 0) as bigint) as %1$s_units".formatted(column);
    }

    private static String dollars(final String column) {
        return ("cast(%1$s_units / 100000000 as varchar(20)) || '.' || substring(cast(100000000 + mod(%1$s_units, 100000000) as varchar(20)) from 2)"
                        + " as %1$s_usd")
                .formatted(column);
    }
}
