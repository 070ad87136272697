/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.request;

import java.util.List;

/**
 * The jobs of one FlowFile, in the order of its rows.
 *
 * @param jobs empty when no row has a usable text
 * @param rows all rows of the FlowFile
 */
public record JobPlan(List<PlannedJob> jobs, long rows) {

    public JobPlan {
        jobs = List.copyOf(jobs);
    }
}
