/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

/** What a vector that is written to the directory survives from then on. */
enum WriteDurability {
    /** Nothing, until a flush: it is in memory, and not in the log. */
    UNFLUSHED,

    /** A crash of the process. */
    LOGGED,

    /** A crash of the process, and of the machine. */
    SYNCED
}
