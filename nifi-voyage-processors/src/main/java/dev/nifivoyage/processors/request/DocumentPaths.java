/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

/**
 * The record paths of the parts of a document. Paths that the layout does not need are null.
 *
 * @param chunks path to the chunks in a record
 * @param documentId path to the document ID in a record
 * @param chunkCount path to the number of chunks of the document in a record; optional
 * @param text path to the text in a record
 */
public record DocumentPaths(String chunks, String documentId, String chunkCount, String text) {}
