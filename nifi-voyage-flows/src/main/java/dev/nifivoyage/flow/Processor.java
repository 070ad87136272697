/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow;

import org.apache.nifi.flow.ConnectableComponent;
import org.apache.nifi.flow.ConnectableComponentType;
import org.apache.nifi.flow.Position;
import org.apache.nifi.flow.ScheduledState;
import org.apache.nifi.flow.VersionedProcessor;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A processor of a flow, by default with one task without a schedule on all nodes, as in NiFi. It is imported stopped.
 */
public final class Processor extends Component<Processor> implements Connectable {

    private final String key;
    private final VersionedProcessor versioned;
    private final Set<String> connected = new HashSet<>();

    Processor(final VersionedProcessor versioned, final String key, final String name, final ComponentType type) {
        super(versioned, name, type);
        this.key = key;
        this.versioned = versioned;
        versioned.setStyle(Map.of());
        versioned.setSchedulingStrategy("TIMER_DRIVEN");
        versioned.setSchedulingPeriod("0 sec");
        versioned.setExecutionNode("ALL");
        versioned.setPenaltyDuration("30 sec");
        versioned.setYieldDuration("1 sec");
        versioned.setBulletinLevel("WARN");
        versioned.setRunDurationMillis(0L);
        versioned.setConcurrentlySchedulableTaskCount(1);
        versioned.setAutoTerminatedRelationships(Set.of());
        versioned.setScheduledState(ScheduledState.ENABLED);
        versioned.setRetryCount(10);
        versioned.setRetriedRelationships(Set.of());
        versioned.setBackoffMechanism("PENALIZE_FLOWFILE");
        versioned.setMaxBackoffPeriod("10 mins");
    }

    /**
     * @param x the left edge on the canvas, in pixels
     * @param y the upper edge on the canvas, in pixels
     * @return this processor
     */
    public Processor at(final double x, final double y) {
        versioned.setPosition(new Position(x, y));
        return this;
    }

    /**
     * @param period time between two runs
     * @return this processor
     */
    public Processor every(final String period) {
        versioned.setSchedulingPeriod(period);
        return this;
    }

    /**
     * Runs the processor on the primary node of a cluster only.
     *
     * @return this processor
     */
    public Processor onPrimaryNode() {
        versioned.setExecutionNode("PRIMARY");
        return this;
    }

    /**
     * @param duration penalty of a FlowFile
     * @return this processor
     */
    public Processor penalty(final String duration) {
        versioned.setPenaltyDuration(duration);
        return this;
    }

    /**
     * @param duration time to wait after a yield
     * @return this processor
     */
    public Processor yield(final String duration) {
        versioned.setYieldDuration(duration);
        return this;
    }

    /**
     * @param tasks number of threads that may run the processor at the same time
     * @return this processor
     */
    public Processor concurrentTasks(final int tasks) {
        versioned.setConcurrentlySchedulableTaskCount(tasks);
        return this;
    }

    /**
     * Processes a FlowFile again before it is routed, with a penalty that doubles each time.
     *
     * @param count maximum number of times
     * @param relationships the relationships that a FlowFile is not routed to before that
     * @return this processor
     */
    public Processor retry(final int count, final String... relationships) {
        versioned.setRetryCount(count);
        versioned.setRetriedRelationships(new LinkedHashSet<>(List.of(relationships)));
        return this;
    }

    /**
     * @param relationships the relationships whose FlowFiles end here
     * @return this processor
     */
    public Processor terminate(final String... relationships) {
        versioned.setAutoTerminatedRelationships(new LinkedHashSet<>(List.of(relationships)));
        return this;
    }

    /**
     * Imports the processor disabled, so that it does not start with its group.
     *
     * @return this processor
     */
    public Processor disabled() {
        versioned.setScheduledState(ScheduledState.DISABLED);
        return this;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public Position position() {
        return versioned.getPosition();
    }

    @Override
    public ConnectableComponent end() {
        final ConnectableComponent end = Connectable.end(versioned, ConnectableComponentType.PROCESSOR);
        end.setName(name());
        return end;
    }

    @Override
    public void connected(final Collection<String> relationships) {
        connected.addAll(relationships);
    }

    @Override
    Processor self() {
        return this;
    }

    @Override
    void check() {
        super.check();
        final Set<String> handled = new TreeSet<>(connected);
        handled.addAll(versioned.getAutoTerminatedRelationships());
        final Set<String> existing = new TreeSet<>(type().relationships(properties()));
        final Set<String> unknown = new TreeSet<>(handled);
        unknown.removeAll(existing);
        // a query of QueryRecord is a dynamic property and a relationship
        unknown.removeAll(properties().keySet());
        if (!unknown.isEmpty()) {
            throw new FlowException("%s has no relationships %s: it has %s".formatted(name(), unknown, existing));
        }
        existing.removeAll(handled);
        if (!existing.isEmpty()) {
            throw new FlowException("%s neither connects nor terminates %s".formatted(name(), existing));
        }
    }

    VersionedProcessor versioned() {
        return versioned;
    }
}
