/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark.cache;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Alternates calls of the service and of a bare store, so that other load on the machine and in the JVM affects both.
 * Each is first every other time. JMH reports the times of an iteration under the names of the public methods.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class Turns {
    private final CallTimes service = new CallTimes();
    private final CallTimes bare = new CallTimes();
    private boolean bareFirst;

    @Setup(Level.Iteration)
    public void forget() {
        service.clear();
        bare.clear();
    }

    public double ratio() {
        return service.medianRatio(bare);
    }

    public double serviceMedian() {
        return service.median();
    }

    public double serviceTotal() {
        return service.total();
    }

    public double bareMedian() {
        return bare.median();
    }

    public double bareTotal() {
        return bare.total();
    }

    /**
     * Times one call of each.
     */
    void take(final Call ofService, final Call ofBare, final Blackhole blackhole) throws Exception {
        if (bareFirst) {
            blackhole.consume(timed(ofBare, bare));
        }
        blackhole.consume(timed(ofService, service));
        if (!bareFirst) {
            blackhole.consume(timed(ofBare, bare));
        }
        bareFirst = !bareFirst;
    }

    private static Object timed(final Call call, final CallTimes times) throws Exception {
        final long start = System.nanoTime();
        final Object result = call.run();
        times.add(System.nanoTime() - start);
        return result;
    }

    /** Work for {@value Vectors#BATCH} keys. */
    @FunctionalInterface
    interface Call {

        /**
         * Runs the work.
         *
         * @return the result, so that the work is not optimized away
         */
        Object run() throws Exception;
    }
}
