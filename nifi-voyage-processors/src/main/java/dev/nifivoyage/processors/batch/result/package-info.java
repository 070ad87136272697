/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
/**
 * Results become records: result files are located and read, outcomes are kept on disk and in the cache, and each
 * record is joined to the outcome of its own request by its key. May import requests, responses, the lines of result
 * files, and the metadata written when a job was created.
 */
package dev.nifivoyage.processors.batch.result;
