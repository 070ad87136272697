/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import java.util.stream.Stream;

/**
 * Responses to a request for two vectors of two dimensions from which none may be taken.
 */
final class UnusableVectorLists {

    private UnusableVectorLists() {}

    static Stream<String> all() {
        return """
            []
            {"message":"Please sign in to the network"}
            {"data":null}
            {"data":[]}
            {"data":[{"index":0,"embedding":[1,2]}]}
            {"data":[{"index":0,"embedding":[1,2]},{"index":0,"embedding":[3,4]}]}
            {"data":[{"index":0,"embedding":[1,2]},{"index":2,"embedding":[3,4]}]}
            {"data":[{"index":0,"embedding":[1,2]},{"index":-1,"embedding":[3,4]}]}
            {"data":[{"index":0,"embedding":[1,2]},{"index":4294967297,"embedding":[3,4]}]}
            {"data":[{"index":0,"embedding":[1,2]},{"index":18446744073709551617,"embedding":[3,4]}]}
            {"data":[{"index":0,"embedding":[1,2]},{"embedding":[3,4]}]}
            {"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[3,4]},{"index":1,"embedding":[3,4]}]}
            {"data":[{"index":0,"embedding":[1,2]},{"index":1}]}
            {"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":null}]}
            {"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[]}]}
            {"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[3]}]}
            {"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[3,"4"]}]}
            {"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[3,NaN]}]}
            {"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[3,1e99]}]}
            {"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":"AACAPwAAwH8="}]}
            {"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":"AACAPwA="}]}
            {"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":"no base64"}]}
            """.lines();
    }
}
