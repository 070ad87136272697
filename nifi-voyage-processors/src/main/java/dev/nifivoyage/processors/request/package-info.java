/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
/**
 * Records become requests: an extractor reads one request, with its key and its body, from one or more records. Batch
 * jobs and real time share the extractors, so both derive the same keys. Part of the ground: imports records, models,
 * and properties, but no feature.
 */
package dev.nifivoyage.processors.request;
