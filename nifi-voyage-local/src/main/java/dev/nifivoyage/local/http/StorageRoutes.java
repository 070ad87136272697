/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.http;

import dev.nifivoyage.local.fault.Faults;
import dev.nifivoyage.local.file.FileStore;
import dev.nifivoyage.local.file.StoredFile;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

import java.io.IOException;
import java.util.Optional;

/**
 * The storage of signed URLs, which verifies signatures and rejects any {@code Authorization} header.
 */
public final class StorageRoutes {

    private final FileStore files;
    private final SignedUrls urls;
    private final ContentSender sender;

    public StorageRoutes(final FileStore files, final SignedUrls urls, final Faults faults) {
        this.files = files;
        this.urls = urls;
        this.sender = new ContentSender(faults);
    }

    void addTo(final RoutesConfig routes) {
        routes.get("/voyage-batch-files/{id}", this::content);
    }

    private void content(final Context context) throws IOException {
        final String id = context.pathParam("id");
        final String expires = context.queryParam("X-Goog-Expires");
        if (context.header("Authorization") != null) {
            reject(
                    context,
                    400,
                    "InvalidArgument",
                    "Only one authentication mechanism is allowed: the request has a signature and an Authorization header.");
        } else if (!urls.isGenuine(id, expires, context.queryParam("X-Goog-Signature"))) {
            reject(
                    context,
                    403,
                    "SignatureDoesNotMatch",
                    "The request signature we calculated does not match the signature you provided.");
        } else if (urls.hasExpired(expires)) {
            reject(context, 403, "ExpiredToken", "The provided token has expired.");
        } else {
            final Optional<StoredFile> file = files.find(id);
            if (file.isPresent()) {
                sender.send(context, file.get());
            } else {
                reject(context, 404, "NoSuchKey", "The specified key does not exist.");
            }
        }
    }

    private static void reject(final Context context, final int status, final String code, final String message) {
        context.status(status)
                .contentType("application/xml")
                .result("<?xml version='1.0' encoding='UTF-8'?><Error><Code>" + code + "</Code><Message>" + message
                        + "</Message></Error>");
    }
}
