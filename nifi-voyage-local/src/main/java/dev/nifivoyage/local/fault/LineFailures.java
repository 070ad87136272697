/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.fault;

/**
 * Requests of a batch that fail, with either shape of an error line. Source: the error file's two documented shapes.
 */
public final class LineFailures {

    private final Shares shares;
    private final SeededChoice choice;

    LineFailures(final Shares shares, final long seed) {
        this.shares = shares;
        this.choice = new SeededChoice(seed ^ 0x6C696E65L);
    }

    public Shape shape(final long batchNumber, final String customId) {
        final double drawn = choice.draw(batchNumber, customId);
        if (drawn < shares.response()) {
            return Shape.RESPONSE;
        }
        return drawn < shares.response() + shares.error() ? Shape.ERROR : Shape.NONE;
    }

    public Shares shares() {
        return shares;
    }

    /** The shape of an error line. */
    public enum Shape {
        NONE,
        RESPONSE,
        ERROR
    }

    /**
     * @param response share of the lines that fail with {@code response.status_code} and {@code response.message}
     * @param error share of the lines that fail with {@code error.code} and {@code error.message}
     * @param statusCode status of the first shape, 0 for 500
     * @param code code of the second shape, null for {@code server_error}
     * @param message text of both shapes, null for "Internal Server Error"
     */
    public record Shares(double response, double error, int statusCode, String code, String message) implements Fault {

        static final Shares NONE = new Shares(0, 0, 0, null, null);

        public Shares {
            statusCode = statusCode == 0 ? 500 : statusCode;
            code = code == null ? "server_error" : code;
            message = message == null ? "Internal Server Error" : message;
        }

        public Shares response(final double share) {
            return new Shares(share, error, statusCode, code, message);
        }

        public Shares error(final double share) {
            return new Shares(response, share, statusCode, code, message);
        }

        public Shares statusCode(final int status) {
            return new Shares(response, error, status, code, message);
        }

        public Shares code(final String word) {
            return new Shares(response, error, statusCode, word, message);
        }

        public Shares message(final String text) {
            return new Shares(response, error, statusCode, code, text);
        }
    }
}
