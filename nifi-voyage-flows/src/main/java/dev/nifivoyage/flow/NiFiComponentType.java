/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow;

import org.apache.nifi.flow.Bundle;
import org.apache.nifi.flow.ControllerServiceAPI;
import org.apache.nifi.flow.VersionedPropertyDescriptor;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A processor or controller service type of NiFi. Its class is not on the class path, so its properties are not checked
 * here; the system tests import each flow into a real NiFi.
 *
 * @param className the component's class
 * @param bundle the NAR that holds the class
 * @param serviceApis APIs that a controller service implements; empty for a processor
 * @param fixedRelationships the relationships of a processor, without those that dynamic properties add
 */
public record NiFiComponentType(
        String className, Bundle bundle, List<ControllerServiceAPI> serviceApis, Set<String> fixedRelationships)
        implements ComponentType {

    public static final NiFiComponentType GET_FILE = standard("GetFile", "success");
    public static final NiFiComponentType PUT_FILE = standard("PutFile", "success", "failure");
    public static final NiFiComponentType LIST_FILE = standard("ListFile", "success");
    public static final NiFiComponentType FETCH_FILE =
            standard("FetchFile", "success", "not.found", "permission.denied", "failure");
    public static final NiFiComponentType GENERATE_FLOW_FILE = standard("GenerateFlowFile", "success");
    public static final NiFiComponentType REPLACE_TEXT = standard("ReplaceText", "success", "failure");
    public static final NiFiComponentType MERGE_CONTENT = standard("MergeContent", "merged", "original", "failure");
    public static final NiFiComponentType CALCULATE_RECORD_STATS =
            standard("CalculateRecordStats", "success", "failure");
    public static final NiFiComponentType CONVERT_RECORD = standard("ConvertRecord", "success", "failure");
    public static final NiFiComponentType VALIDATE_RECORD = standard("ValidateRecord", "valid", "invalid", "failure");
    public static final NiFiComponentType SPLIT_TEXT = standard("SplitText", "original", "splits", "failure");
    public static final NiFiComponentType PARTITION_RECORD =
            standard("PartitionRecord", "success", "original", "failure");
    /** Each dynamic property is a query, and adds a relationship: connect all of them. */
    public static final NiFiComponentType QUERY_RECORD = standard("QueryRecord", "original", "failure");

    public static final NiFiComponentType PUT_DATABASE_RECORD =
            standard("PutDatabaseRecord", "success", "retry", "failure");
    public static final NiFiComponentType PUT_SQL = standard("PutSQL", "success", "retry", "failure");
    public static final NiFiComponentType UPDATE_RECORD = standard("UpdateRecord", "success", "failure");
    public static final NiFiComponentType EXECUTE_SQL_RECORD = standard("ExecuteSQLRecord", "success", "failure");
    public static final NiFiComponentType IDENTIFY_MIME_TYPE = standard("IdentifyMimeType", "success");
    public static final NiFiComponentType EVALUATE_JSON_PATH =
            standard("EvaluateJsonPath", "matched", "unmatched", "failure");
    /** Each dynamic property is a condition, and adds a relationship: connect all of them. */
    public static final NiFiComponentType ROUTE_ON_ATTRIBUTE = standard("RouteOnAttribute", "unmatched");

    public static final NiFiComponentType HANDLE_HTTP_REQUEST = standard("HandleHttpRequest", "success");
    public static final NiFiComponentType HANDLE_HTTP_RESPONSE = standard("HandleHttpResponse", "success", "failure");

    public static final NiFiComponentType UPDATE_ATTRIBUTE = new NiFiComponentType(
            "org.apache.nifi.processors.attributes.UpdateAttribute",
            bundle("nifi-update-attribute-nar"),
            List.of(),
            Set.of("success"));

    public static final NiFiComponentType JSON_READER = reader("json.JsonTreeReader");
    public static final NiFiComponentType CSV_READER = reader("csv.CSVReader");
    /** Each dynamic property is a reader, which the attribute {@code recordreader.name} selects. */
    public static final NiFiComponentType READER_LOOKUP = reader("lookup.ReaderLookup");

    public static final NiFiComponentType JSON_WRITER = writer("json.JsonRecordSetWriter");
    public static final NiFiComponentType CSV_WRITER = writer("csv.CSVRecordSetWriter");

    public static final NiFiComponentType TEXT_WRITER = writer("text.FreeFormTextRecordSetWriter");

    public static final NiFiComponentType CONNECTION_POOL =
            service("dbcp.DBCPConnectionPool", "nifi-dbcp-service-nar", "org.apache.nifi.dbcp.DBCPService");
    /** Holds the requests of HandleHttpRequest until HandleHttpResponse responds. */
    public static final NiFiComponentType HTTP_CONTEXT_MAP =
            service("http.StandardHttpContextMap", "nifi-http-context-map-nar", "org.apache.nifi.http.HttpContextMap");

    private static final String GROUP = "org.apache.nifi";
    private static final String RECORD_SERVICES = "nifi-record-serialization-services-nar";
    private static final Set<String> SENSITIVE = Set.of("Password");

    @Override
    public VersionedPropertyDescriptor descriptor(final String name, final PropertyKind kind) {
        return Descriptors.of(name, kind, SENSITIVE.contains(name));
    }

    @Override
    public void checkProperties(final Map<String, String> properties) {
        // left to NiFi
    }

    @Override
    public Set<String> relationships(final Map<String, String> properties) {
        return fixedRelationships;
    }

    private static NiFiComponentType standard(final String name, final String... relationships) {
        return new NiFiComponentType(
                "org.apache.nifi.processors.standard." + name,
                bundle("nifi-standard-nar"),
                List.of(),
                Set.of(relationships));
    }

    private static NiFiComponentType reader(final String name) {
        return service(name, RECORD_SERVICES, "org.apache.nifi.serialization.RecordReaderFactory");
    }

    private static NiFiComponentType writer(final String name) {
        return service(name, RECORD_SERVICES, "org.apache.nifi.serialization.RecordSetWriterFactory");
    }

    private static NiFiComponentType service(final String name, final String artifact, final String api) {
        final ControllerServiceAPI serviceApi = new ControllerServiceAPI();
        serviceApi.setType(api);
        serviceApi.setBundle(bundle("nifi-standard-services-api-nar"));
        return new NiFiComponentType("org.apache.nifi." + name, bundle(artifact), List.of(serviceApi), Set.of());
    }

    private static Bundle bundle(final String artifact) {
        return new Bundle(GROUP, artifact, Versions.of(GROUP, artifact));
    }
}
