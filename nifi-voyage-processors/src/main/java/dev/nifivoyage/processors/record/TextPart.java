/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import org.apache.nifi.serialization.record.Record;

/**
 * One of several texts in a record.
 *
 * @param text the text, or why there is none
 * @param holder the record inside the record that holds this text alone; null when the text stands in an array of texts
 * @param location of the holder; null if there is none, or in a file of documents
 */
public record TextPart(RecordText text, Record holder, FieldLocation location) {}
