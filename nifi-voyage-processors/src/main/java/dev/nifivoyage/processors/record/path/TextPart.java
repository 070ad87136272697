/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.path;

import dev.nifivoyage.processors.record.FieldLocation;
import org.apache.nifi.serialization.record.Record;

/**
 * One of several texts in a record.
 *
 * @param holder the nested record that contains only this text; null if the text is an array element
 * @param location of the holder; null if there is none, or in a file of documents
 */
public record TextPart(RecordText text, Record holder, FieldLocation location) {}
