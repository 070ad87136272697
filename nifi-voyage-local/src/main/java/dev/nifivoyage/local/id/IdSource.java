/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.id;

import java.security.SecureRandom;
import java.util.SplittableRandom;

/**
 * IDs like those of Voyage: {@code file-} or {@code batch-} and 37 characters of the base58 alphabet, starting with
 * {@code 7v}. Unique, independent of the seed.
 */
public final class IdSource {

    private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final String START = "7v";
    private static final int LENGTH = 37;

    private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());

    public String nextFileId() {
        return next("file-");
    }

    public String nextBatchId() {
        return next("batch-");
    }

    private synchronized String next(final String prefix) {
        final StringBuilder id = new StringBuilder(prefix).append(START);
        for (int i = START.length(); i < LENGTH; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
