/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

/**
 * Record paths to the parts of a document. Those that its form does not need are null.
 *
 * @param chunks where a record has its chunks
 * @param documentId where a record has the id of its document
 * @param chunkCount where a record has the number of its document's chunks; may be null
 * @param text where a record has its text
 */
public record DocumentPaths(String chunks, String documentId, String chunkCount, String text) {}
