/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.output;

import org.apache.nifi.logging.ComponentLog;

import java.lang.reflect.Proxy;

/**
 * A log for probes, whose failures are reported elsewhere.
 */
final class SilentLog {
    static final ComponentLog INSTANCE = (ComponentLog) Proxy.newProxyInstance(
            SilentLog.class.getClassLoader(),
            new Class<?>[] {ComponentLog.class},
            (proxy, method, arguments) -> method.getReturnType() == boolean.class ? Boolean.FALSE : null);

    private SilentLog() {}
}
