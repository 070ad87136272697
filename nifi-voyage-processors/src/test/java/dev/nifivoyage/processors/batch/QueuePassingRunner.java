/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import org.apache.nifi.util.TestRunner;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * A test runner for processors whose FlowFiles pass their own queue: {@code run()} and {@code run(n)} run until the
 * queue is empty, or each of {@code n} FlowFiles has had many turns. All other methods, including the other ones named
 * {@code run}, are unchanged.
 */
public final class QueuePassingRunner {
    private static final int TURNS = 40;

    private QueuePassingRunner() {}

    public static TestRunner of(final TestRunner runner) {
        return (TestRunner) Proxy.newProxyInstance(
                QueuePassingRunner.class.getClassLoader(),
                new Class<?>[] {TestRunner.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("run") && method.getParameterCount() <= 1) {
                        run(runner, arguments == null ? 1 : (int) arguments[0]);
                        return null;
                    }
                    return call(runner, method, arguments);
                });
    }

    private static void run(final TestRunner runner, final int flowFiles) {
        runner.run(1, false, true);
        for (int turn = 1; turn < flowFiles * TURNS && !runner.isQueueEmpty(); turn++) {
            runner.run(1, false, false);
        }
        runner.run(0, true, false);
    }

    private static Object call(final TestRunner runner, final Method method, final Object[] arguments)
            throws Throwable {
        try {
            return method.invoke(runner, arguments);
        } catch (final InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
