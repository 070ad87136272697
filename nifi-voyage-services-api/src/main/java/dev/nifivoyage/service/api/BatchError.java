/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api;

/**
 * A validation error of the input of a job (an element of {@code errors.data}). Voyage does not document the codes.
 *
 * @param code short code, or null
 * @param message explanation, or null
 * @param line line number in the input file, or null
 * @param param name of the offending field, or null
 */
public record BatchError(String code, String message, Long line, String param) {}
