/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.poll;

/**
 * What is remembered from one trigger to the next. Nothing depends on it after a restart of NiFi.
 *
 * @param times when FlowFiles are polled next
 * @param waitingJobs the jobs that are running
 */
public record PollMemory(PollTimes times, WaitingJobs waitingJobs) {}
