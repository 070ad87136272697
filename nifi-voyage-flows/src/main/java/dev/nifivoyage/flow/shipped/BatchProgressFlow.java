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
import dev.nifivoyage.flow.VoyageComponentType;
import dev.nifivoyage.processors.batch.CancelBatch;

/**
 * Serves a page with the progress of the jobs of all other flows.
 */
final class BatchProgressFlow implements FlowDefinition {

    private static final String PROGRESS_SCHEMA = """
        {"type": "record", "name": "Progress", "fields": [\
        {"name": "batch_id", "type": "string"}, \
        {"name": "file", "type": ["null", "string"]}, \
        {"name": "endpoint", "type": ["null", "string"]}, \
        {"name": "model", "type": ["null", "string"]}, \
        {"name": "status", "type": ["null", "string"]}, \
        {"name": "created_at", "type": ["null", "string"]}, \
        {"name": "created", "type": ["null", "long"]}, \
        {"name": "total", "type": ["null", "long"]}, \
        {"name": "completed", "type": ["null", "long"]}, \
        {"name": "failed", "type": ["null", "long"]}, \
        {"name": "percent", "type": ["null", "int"]}, \
        {"name": "requests_per_second", "type": ["null", "double"]}, \
        {"name": "estimated_end", "type": ["null", "string"]}, \
        {"name": "estimated_usd", "type": ["null", "double"]}, \
        {"name": "cost_usd", "type": ["null", "double"]}, \
        {"name": "tokens", "type": ["null", "long"]}, \
        {"name": "downloaded", "type": ["null", "boolean"]}, \
        {"name": "error", "type": ["null", "string"]}, \
        {"name": "updated", "type": "long"}, \
        {"name": "last_day", "type": ["null", "boolean"]}]}""";

    /** The text is always the same, because NiFi keeps a query prepared; the tick has the current time. */
    private static final String LATEST = """
        select batch_id, file, endpoint, model, status, created_at, created, total, completed, failed, "percent", requests_per_second,
          estimated_end, estimated_usd, cost_usd, tokens, downloaded, error, updated, updated > tick - 86400000 as last_day
        from (
          select *, row_number() over (partition by batch_id order by updated desc) as age, max(updated) over () as tick
          from flowfile
        ) as changes
        where age = 1 and batch_id <> '' and updated > tick - cast(#{Days to Show} as bigint) * 86400000
        order by created_at desc, batch_id""";

    private static final String TICK = """
        [{"batch_id":"","updated":${now():toNumber()}}]""";

    private static final String METRICS = """
        select
          count(case when state = 'validating' then 1 end) as validating,
          count(case when state = 'in_progress' then 1 end) as in_progress,
          count(case when state = 'finalizing' then 1 end) as finalizing,
          count(case when state = 'cancelling' then 1 end) as cancelling,
          count(case when state = 'completed' then 1 end) as completed,
          count(case when state = 'cancelled' then 1 end) as cancelled,
          count(case when state = 'expired' then 1 end) as expired,
          count(case when state = 'failed' then 1 end) as failed,
          min(case when active = 1 then created end) as oldest,
          sum(case when active = 1 then total - completed - failed end) as waiting,
          sum(failed) as rejected,
          sum(case when active = 1 then estimated_usd end) as estimated_usd,
          sum(case when last_day then cost_usd end) as spent_usd
        from (
          select created, total, completed, failed, estimated_usd, cost_usd, last_day,
            case when error <> '' then 'failed' else status end as state,
            case when error <> '' then 0 when status in ('validating', 'in_progress', 'finalizing', 'cancelling') then 1 else 0 end as active
          from flowfile
        ) as jobs""";

    private static final String METRICS_TEXT = """
        # HELP voyage_jobs Batch jobs of the last days.
        # TYPE voyage_jobs gauge
        voyage_jobs{status="validating"} ${validating}
        voyage_jobs{status="in_progress"} ${in_progress}
        voyage_jobs{status="finalizing"} ${finalizing}
        voyage_jobs{status="cancelling"} ${cancelling}
        voyage_jobs{status="completed"} ${completed}
        voyage_jobs{status="cancelled"} ${cancelled}
        voyage_jobs{status="expired"} ${expired}
        voyage_jobs{status="failed"} ${failed}
        # HELP voyage_oldest_job_age_seconds Age of the oldest running batch job; 0 if none is running.
        # TYPE voyage_oldest_job_age_seconds gauge
        voyage_oldest_job_age_seconds ${now():toNumber():minus(${oldest:replaceEmpty(${now():toNumber()})}):divide(1000)}
        # HELP voyage_requests_waiting Requests of running batch jobs without a result.
        # TYPE voyage_requests_waiting gauge
        voyage_requests_waiting ${waiting:replaceEmpty('0')}
        # HELP voyage_requests_rejected Requests that Voyage rejected, in the batch jobs of the last days.
        # TYPE voyage_requests_rejected gauge
        voyage_requests_rejected ${rejected:replaceEmpty('0')}
        # HELP voyage_estimated_usd Estimated cost of running batch jobs.
        # TYPE voyage_estimated_usd gauge
        voyage_estimated_usd ${estimated_usd:replaceEmpty('0')}
        # HELP voyage_spent_last_day_usd Cost of the batch jobs whose results were downloaded in the last 24 hours.
        # TYPE voyage_spent_last_day_usd gauge
        voyage_spent_last_day_usd ${spent_usd:replaceEmpty('0')}
        """;

    private static final String LIST_DIRECTORY = "#{Progress Directory}/list/${hostname(false)}";

    private static final String PAGE = "page";
    private static final String LIST = "list";
    private static final String CANCEL = "cancel";
    private static final String NO_ACCESS = "no access";

    private static final String LIST_REQUEST = "GET /(jobs|events|metrics)";
    /** A browser sends DELETE to another site only if that site agrees, which this page never does. */
    private static final String CANCEL_REQUEST = "DELETE /jobs/[A-Za-z0-9_.-]{1,128}";

    private static final String GIVEN_TOKEN = """
        sha256:${http.query.param.token:replaceEmpty(${%s}):hash('SHA-256')}""".formatted(HttpAccess.TOKEN);

    private static final String ACCESS = """
        access.given:equalsIgnoreCase(${access.expected}):or(\
        ${access.expected:equals('sha256:'):and(%s)})""".formatted(HttpAccess.LOCAL);

    private static final String ERROR_STATUS = """
        ${error.code:isEmpty():ifElse(\
        ${RouteOnAttribute.Route:equals('no access'):ifElse('401',${RouteOnAttribute.Route:equals('list'):ifElse('503','404')})},'502')}""";
    private static final String ERROR = """
        ${error.message:replaceEmpty(${RouteOnAttribute.Route:equals('no access'):ifElse(\
        'A token is needed, or is wrong. Without a token in the parameters, only requests to %s are answered.',\
        ${RouteOnAttribute.Route:equals('list'):ifElse('There is no list of jobs yet: try again.','There is no such page.')})})}""".formatted(HttpAccess.LOCAL_NAMES);

    private static final String CONTENT_TYPE = """
        ${RouteOnAttribute.Route:equals('page'):ifElse('text/html; charset=utf-8',\
        ${request:equals('GET /events'):and(${response.status:isEmpty()}):ifElse('text/event-stream',\
        ${request:equals('GET /metrics'):and(${response.status:isEmpty()}):ifElse('text/plain; version=0.0.4','application/json')})})}""";

    @Override
    public Flow flow() {
        final Flow flow = new Flow(
                "batch-progress",
                "Progress of Voyage AI batch jobs",
                "Serves a page with the progress of the batch jobs of all flows.");
        flow.parameters(
                new Parameter("Days to Show", "7", "Age at which a job is no longer shown, and its file is deleted."),
                new Parameter(
                        "Listening Address",
                        "127.0.0.1",
                        "Address on which each node listens. With the default, only this machine can show the page."),
                new Parameter("Listening Port", "8091", "Port on which each node listens."),
                HttpAccess.tokenHash("the page asks for"),
                new Parameter(
                        "TLS Context Service",
                        "",
                        "ID of an SSL context service. If empty, the page is served without TLS."));
        SharedParameters.inherit(flow);
        addList(flow.group("Collect progress", "Merges the progress of all jobs to a list.")
                .at(FlowLayout.GROUP_X, 360));
        addPage(flow);
        final FlowLayout layout = new FlowLayout(flow);
        layout.createDirectories("Progress Directory");

        layout.explain("""
            Serves a page with the progress of the batch jobs of all flows.

            1. Set the parameters of this process group: Voyage API Key, to cancel jobs, is in the parameter context Voyage AI, which all flows share.
            2. Enable the controller services and start the process group.
            3. Open http://127.0.0.1:8091/ in a browser. Scripts read http://127.0.0.1:8091/jobs, Prometheus http://127.0.0.1:8091/metrics.""", """
            In a cluster: Share Progress Directory among the nodes, so that the page of each node has the jobs of all; otherwise it has those of its own. \
            Set Listening Address and Token Hash to let other machines show it.""");
        return flow;
    }

    /**
     * The list of jobs is kept by the flow: it is merged with what has changed, and written for the page.
     */
    private static void addList(final Group group) {
        final Service reader = group.service("Progress in", NiFiComponentType.JSON_READER)
                .comments("Reads the progress that other flows write, and the list.")
                .set("schema-access-strategy", "schema-text-property")
                .set("schema-text", PROGRESS_SCHEMA);
        final Service writer = VoyageServices.jsonLines(group, "List out").set("output-grouping", "output-array");
        final Service lines =
                group.service("Metrics out", NiFiComponentType.TEXT_WRITER).set("Text", METRICS_TEXT);

        final Processor find = group.processor("Find changes", NiFiComponentType.LIST_FILE)
                .at(0, 0)
                .every("1 sec")
                .set("Input Directory", "#{Progress Directory}")
                .set("listing-strategy", "timestamps")
                .set("Recurse Subdirectories", "false")
                .set("File Filter", "[^\\.].*\\.json")
                .set("target-system-timestamp-precision", "millis");
        final Processor read = group.processor("Read changes", NiFiComponentType.FETCH_FILE)
                .at(0, 220)
                .comments("A file that is just being replaced is listed again.")
                .terminate("not.found", "permission.denied", "failure")
                .set("Log level when file not found", "DEBUG");
        final Processor check = group.processor("Check changes", NiFiComponentType.CONVERT_RECORD)
                .at(0, 440)
                .comments("Keeps a file that is not JSON out of the list.")
                .terminate("failure")
                .set("Record Reader", reader)
                .set("Record Writer", writer);
        final Processor tick = group.processor("Every two seconds", NiFiComponentType.GENERATE_FLOW_FILE)
                .at(-640, 440)
                .every("2 sec")
                .set("generate-ff-custom-text", TICK);
        final Processor merge = StockSteps.concatenation(group, "Merge changes", "1 sec")
                .at(0, 660)
                .terminate("original", "failure");
        final Processor latest = group.processor("Keep latest progress", NiFiComponentType.QUERY_RECORD)
                .at(0, 880)
                .terminate("original", "failure")
                .set("record-reader", reader)
                .set("record-writer", writer)
                .set("include-zero-record-flowfiles", "true")
                .setDynamic("latest", LATEST);
        final Processor metrics = group.processor("Create metrics", NiFiComponentType.QUERY_RECORD)
                .at(-640, 1100)
                .comments("Metrics of all jobs for Prometheus.")
                .terminate("original", "failure")
                .set("record-reader", reader)
                .set("record-writer", lines)
                .set("include-zero-record-flowfiles", "true")
                .setDynamic("metrics", METRICS);
        final Processor name =
                StockSteps.attributes(group, "Name list").at(0, 1100).setDynamic("filename", "${QueryRecord.Route}");
        final Processor write =
                FileSteps.write(group, "Write list", LIST_DIRECTORY).at(0, 1320).terminate("success", "failure");
        FileSteps.read(group, "Delete old progress", "#{Progress Directory}")
                .at(-640, 0)
                .every("1 hour")
                .terminate("success")
                .set("Keep Source File", "false")
                .set("Minimum File Age", "#{Days to Show} days")
                .set("Recurse Subdirectories", "false")
                .set("Ignore Hidden Files", "true")
                .set("Batch Size", "10000");

        group.connect(find, "success").to(read);
        group.connect(read, "success").to(check);
        group.connect(check, "success").to(merge);
        group.connect(tick, "success").to(merge);
        group.connect(merge, "merged").to(latest);
        group.connect(latest, "latest").to(name);
        group.connect(latest, "latest").to(merge).via(-240, 944).via(-240, 724);
        group.connect(latest, "latest").to(metrics);
        group.connect(metrics, "metrics").to(name);
        group.connect(name, "success").to(write);
    }

    private static void addPage(final Flow flow) {
        final PageFile page = PageFile.read("batch-progress.html");
        final Service requests = flow.service("Requests", NiFiComponentType.HTTP_CONTEXT_MAP)
                .comments("Requests without a response so far.");
        final Processor receive = flow.processor("Receive requests", NiFiComponentType.HANDLE_HTTP_REQUEST)
                .at(0, 0)
                .set("Listening Port", "#{Listening Port}")
                .set("Hostname", "#{Listening Address}")
                .set("SSL Context Service", "#{TLS Context Service}")
                .set("HTTP Context Map", requests)
                .set("Allow POST", "false")
                .set("Allow PUT", "false")
                .set("Allow DELETE", "true");
        final Processor respond = flow.processor("Respond", NiFiComponentType.HANDLE_HTTP_RESPONSE)
                .at(1280, 0)
                .comments("A client that does not wait for its response causes an error here, which is harmless.")
                .terminate("success", "failure")
                .set("HTTP Status Code", "${response.status:replaceEmpty('200')}")
                .set("HTTP Context Map", requests)
                .setDynamic("Content-Type", CONTENT_TYPE)
                .setDynamic("Cache-Control", "no-store")
                .setDynamic("Content-Security-Policy", page.policy())
                .setDynamic("Referrer-Policy", "no-referrer")
                .setDynamic("X-Content-Type-Options", "nosniff");
        HttpAccess.challenge(respond, "response.status");
        final Group group = flow.group("Answer requests", "Serves the page and the list, and cancels jobs.")
                .at(FlowLayout.GROUP_X, FlowLayout.GROUP_Y);
        final Port requested = group.input("requests").at(1176, 40);
        final Port responses = group.output("responses").at(1176, 1140);
        final Processor check = StockSteps.attributes(group, "Hash token")
                .at(1120, 220)
                .setDynamic("request", "${http.method} ${http.request.uri}")
                .setDynamic("access.expected", "sha256:#{Token Hash}")
                .setDynamic("access.given", GIVEN_TOKEN);
        final Processor route = group.processor("Route requests", NiFiComponentType.ROUTE_ON_ATTRIBUTE)
                .at(1120, 440)
                .set("Routing Strategy", "Route to Property name")
                .setDynamic(PAGE, "${request:equals('GET /')}")
                .setDynamic(LIST, "${request:matches('%s'):and(${%s})}".formatted(LIST_REQUEST, ACCESS))
                .setDynamic(CANCEL, "${request:matches('%s'):and(${%s})}".formatted(CANCEL_REQUEST, ACCESS))
                .setDynamic(
                        NO_ACCESS,
                        "${request:matches('%s|%s'):and(${%s:not()})}".formatted(LIST_REQUEST, CANCEL_REQUEST, ACCESS));
        final Processor createPage = text(group, "Create page", page.html()).at(560, 880);
        final Processor readList = group.processor("Read list", NiFiComponentType.FETCH_FILE)
                .at(1120, 660)
                .comments("The file is missing for a moment when it is replaced.")
                .penalty("100 millis")
                .retry(3, "not.found")
                .set("File to Fetch", LIST_DIRECTORY + "/${request:equals('GET /metrics'):ifElse('metrics','latest')}")
                .set("Log level when file not found", "DEBUG");
        final Processor createList = group.processor("Create event", NiFiComponentType.REPLACE_TEXT)
                .at(1120, 880)
                .terminate("failure")
                .set("Replacement Strategy", "Surround")
                .set("Text to Prepend", "${request:equals('GET /events'):ifElse('retry: 2000\\ndata: ','')}")
                .set("Text to Append", "${request:equals('GET /events'):ifElse('\\n\\n','')}")
                .set("Maximum Buffer Size", "64 MB")
                .set("Evaluation Mode", "Entire text");
        final Processor cancel = group.processor("CancelBatch", VoyageComponentType.of(CancelBatch.class))
                .at(2240, 660)
                .set(VoyageServices.CLIENT, VoyageServices.client(group))
                .set("Batch ID", "${http.request.uri:substringAfterLast('/')}");
        final Processor createStatus = text(group, "Create status", """
                    {"batch_id":"${voyage.batch.id:escapeJson()}","status":"${voyage.batch.status:escapeJson()}"}""").at(2240, 1100);
        final Processor describe = StockSteps.attributes(group, "Describe error")
                .at(1680, 660)
                .setDynamic("response.status", ERROR_STATUS)
                .setDynamic("response.error", ERROR);
        final Processor createError = text(group, "Create error", """
            {"error":"${response.error:escapeJson()}"}""").at(1680, 880);

        flow.connect(receive, "success").to(requested);
        flow.connect(responses).to(respond);
        group.connect(requested).to(check);
        group.connect(check, "success").to(route);
        group.connect(route, PAGE).to(createPage);
        group.connect(route, LIST).to(readList);
        group.connect(route, CANCEL).to(cancel);
        group.connect(route, NO_ACCESS, "unmatched").to(describe);
        group.connect(readList, "success").to(createList);
        group.connect(readList, "not.found", "permission.denied", "failure").to(describe);
        group.connect(cancel, "success").to(createStatus);
        group.connect(cancel, "retry", "failure").to(describe);
        group.connect(describe, "success").to(createError);
        group.connect(createPage, "success").to(responses);
        group.connect(createList, "success").to(responses);
        group.connect(createStatus, "success").to(responses);
        group.connect(createError, "success").to(responses);
    }

    private static Processor text(final Group group, final String name, final String value) {
        return StockSteps.content(group, name, value).terminate("failure");
    }
}
