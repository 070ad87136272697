/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
/**
 * CreateEmbedding and Rerank: texts and queries are sent to Voyage while their FlowFile is processed. Texts are packed
 * into requests by {@link dev.nifivoyage.processors.realtime.RequestWindow}, looked up in the cache by
 * {@link dev.nifivoyage.processors.realtime.VectorLookup}, and embedded by
 * {@link dev.nifivoyage.processors.realtime.InputEmbedder}. Gesture packages use these classes, too.
 */
package dev.nifivoyage.processors.realtime;
