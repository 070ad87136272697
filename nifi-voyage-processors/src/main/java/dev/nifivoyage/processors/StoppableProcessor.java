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
 * A processor whose calls of Voyage end soon after it is stopped, and leave the FlowFile as it was.
 */
public abstract class StoppableProcessor extends AbstractSessionFactoryProcessor {

    /**
     * Does the work of one trigger; what it does in the session is committed when it returns, and undone when it throws.
     */
    public abstract void onTrigger(ProcessContext context, ProcessSession session) throws ProcessException;

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSessionFactory sessionFactory) {
        final ProcessSession session = sessionFactory.createSession();
        // a trigger that begins while it is not scheduled was asked for by someone who wants it to run
        final boolean scheduled = isScheduled();
        final StopSignal signal = StopSignal.enter(() -> scheduled && !isScheduled());
        try {
            onTrigger(context, session);
            session.commitAsync();
        } catch (final TransferStoppedException e) {
            // without a penalty: nothing is wrong with the FlowFile
            session.rollback();
            getLogger().info("{}; its FlowFile is in the queue as before", e.getMessage());
        } catch (final Throwable t) {
            session.rollback(true);
            throw t;
        } finally {
            signal.close();
        }
    }
}
