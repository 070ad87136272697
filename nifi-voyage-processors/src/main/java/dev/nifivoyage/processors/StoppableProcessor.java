/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors;

import dev.nifivoyage.service.api.StopSignal;
import dev.nifivoyage.service.api.TransferStoppedException;
import org.apache.nifi.processor.AbstractSessionFactoryProcessor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.ProcessSessionFactory;
import org.apache.nifi.processor.exception.ProcessException;

/**
 * A processor whose calls to Voyage end soon after it is stopped, and whose FlowFiles then return to their queue
 * unchanged.
 */
public abstract class StoppableProcessor extends AbstractSessionFactoryProcessor {

    /**
     * Processes one trigger. The session is committed when the method returns, and rolled back when it throws.
     */
    public abstract void onTrigger(ProcessContext context, ProcessSession session) throws ProcessException;

    /** Returns false as soon as a trigger is to be ended. */
    protected boolean mayRun() {
        return isScheduled();
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSessionFactory sessionFactory) {
        final ProcessSession session = sessionFactory.createSession();
        // a trigger that begins while the processor is not scheduled, as with Run Once, is not to be stopped
        final boolean running = mayRun();
        final StopSignal signal = StopSignal.enter(() -> running && !mayRun());
        try {
            onTrigger(context, session);
            session.commitAsync();
        } catch (final TransferStoppedException e) {
            // without a penalty, because nothing is wrong with the FlowFile
            session.rollback();
            getLogger().info("{}; its FlowFile remains in the queue", e.getMessage());
        } catch (final Throwable t) {
            session.rollback(true);
            throw t;
        } finally {
            signal.close();
        }
    }
}
