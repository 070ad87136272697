/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api;

import java.io.IOException;
import java.io.InputStream;

/**
 * Content to upload. It can be opened again, since an upload that broke off is repeated from its start.
 */
public interface FileContent {

    /**
     * The exact number of bytes that {@link #open()} gives.
     */
    long size();

    /**
     * A new stream from the first byte; the caller closes it.
     */
    InputStream open() throws IOException;
}
