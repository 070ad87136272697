/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import dev.nifivoyage.service.api.VoyageException;

import java.io.IOException;

/**
 * A file was replaced during its download, which cannot be resumed without mixing two versions.
 */
final class FileChangedException extends VoyageException {
    private static final long serialVersionUID = 1L;

    FileChangedException(final String call, final String reason) {
        super(call, new IOException(reason));
    }
}
