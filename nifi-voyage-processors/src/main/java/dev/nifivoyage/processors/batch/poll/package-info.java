/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
/**
 * FlowFiles wait for their batch jobs: those that are due are taken from the queue, many jobs are retrieved with few
 * calls, and each FlowFile is routed by the status of its job. No thread waits. Does not know how jobs are created or
 * their results are read.
 */
package dev.nifivoyage.processors.batch.poll;
