/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
/**
 * The connection to Voyage AI over HTTP with OkHttp. {@link dev.nifivoyage.service.client.VoyageApi} sends each call
 * once; retries, rate limits and resumed downloads are built around it. The classes {@code *Json} are the only ones
 * that know the JSON of the API.
 */
package dev.nifivoyage.service.client;
