/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.http;

import dev.nifivoyage.local.error.ApiError;
import io.javalin.http.Context;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Bearer keys, and the project each belongs to. Without a list of keys any key that is not empty is taken, and all
 * share one project.
 */
final class Authentication {

    private static final String PROJECT = "project";
    private static final String DEFAULT_PROJECT = "default";
    private static final String SCHEME = "Bearer ";

    private final Map<String, String> projects = new HashMap<>();

    /**
     * @param keys {@code key} or {@code key=project}
     */
    Authentication(final List<String> keys) {
        for (final String key : keys) {
            final int separator = key.indexOf('=');
            projects.put(
                    separator < 0 ? key : key.substring(0, separator),
                    separator < 0 ? DEFAULT_PROJECT : key.substring(separator + 1));
        }
    }

    /**
     * @throws ApiError 401 when the key is missing or unknown
     */
    void check(final Context context) {
        final String header = context.header("Authorization");
        final String key = header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? header.substring(SCHEME.length()).strip()
                : "";
        final String project = key.isEmpty() ? null : projects.isEmpty() ? DEFAULT_PROJECT : projects.get(key);
        if (project == null) {
            throw new ApiError(401, "Provided API key is invalid.");
        }
        context.attribute(PROJECT, project);
    }

    static String project(final Context context) {
        final String project = context.attribute(PROJECT);
        if (project == null) {
            throw new IllegalStateException("The request was not authenticated");
        }
        return project;
    }
}
