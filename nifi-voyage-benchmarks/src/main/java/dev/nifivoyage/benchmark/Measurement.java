/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

/**
 * The measurement of one way to embed the records of a file.
 *
 * @param seconds time from the input file to the output file
 * @param processorSeconds CPU time of the process in that time, user and system, without that of an idle process
 * @param peakResident peak resident memory of the process in megabytes, -1 if unknown
 */
record Measurement(double seconds, double processorSeconds, double peakResident) {}
