/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.badinput;

import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.ProcessSessionFactory;
import org.apache.nifi.processor.io.OutputStreamCallback;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.MockProcessSession;
import org.apache.nifi.util.TestRunner;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A session of NiFi's test runner that keeps contents in files, as NiFi does, and not on the heap. All other things are
 * those of the session of the runner.
 */
final class FileSession implements InvocationHandler {
    private final MockProcessSession session;
    private final Contents contents;

    private FileSession(final MockProcessSession session, final Contents contents) {
        this.session = session;
        this.contents = contents;
    }

    static ProcessSessionFactory factory(final TestRunner runner, final Contents contents) {
        return () -> (ProcessSession) Proxy.newProxyInstance(
                FileSession.class.getClassLoader(),
                new Class<?>[] {ProcessSession.class},
                new FileSession(
                        (MockProcessSession) runner.getProcessSessionFactory().createSession(), contents));
    }

    /**
     * The contents of FlowFiles by their IDs.
     */
    record Contents(Path directory, Map<Long, Path> files) {
        Path file(final FlowFile flowFile) {
            return files.get(flowFile.getId());
        }

        void put(final FlowFile flowFile, final Path file) {
            files.put(flowFile.getId(), file);
        }

        private Path create(final FlowFile flowFile) throws IOException {
            final Path file = Files.createTempFile(directory, "content", "");
            put(flowFile, file);
            return file;
        }

        private long size(final FlowFile flowFile) throws IOException {
            final Path file = file(flowFile);
            return file == null ? 0 : Files.size(file);
        }
    }

    @Override
    public Object invoke(final Object proxy, final Method method, final Object[] arguments) throws Throwable {
        final Object[] own = new Object[arguments == null ? 0 : arguments.length];
        for (int i = 0; i < own.length; i++) {
            own[i] = unwrap(arguments[i]);
        }
        final Object result = switch (method.getName()) {
            case "read" -> read((FlowFile) own[0]);
            case "write" -> write(own);
            case "clone" -> clone(own);
            default -> call(method, own);
        };
        return wrap(result);
    }

    private InputStream read(final FlowFile flowFile) throws IOException {
        final Path file = contents.file(flowFile);
        return file == null ? InputStream.nullInputStream() : new FileContentStream(file);
    }

    private Object write(final Object[] arguments) throws IOException {
        final FlowFile flowFile = (FlowFile) arguments[0];
        final OutputStream output = new BufferedOutputStream(Files.newOutputStream(contents.create(flowFile)), 1 << 16);
        if (arguments.length == 1) {
            return output;
        }
        try (output) {
            ((OutputStreamCallback) arguments[1]).process(output);
        }
        return flowFile;
    }

    private FlowFile clone(final Object[] arguments) throws IOException {
        final FlowFile flowFile = (FlowFile) arguments[0];
        final MockFlowFile clone = session.clone(flowFile);
        if (arguments.length == 1) {
            contents.put(clone, contents.file(flowFile));
            return clone;
        }
        try (FileChannel from = FileChannel.open(contents.file(flowFile));
                FileChannel to = FileChannel.open(contents.create(clone), StandardOpenOption.WRITE)) {
            from.transferTo((long) arguments[1], (long) arguments[2], to);
        }
        return clone;
    }

    private Object call(final Method method, final Object[] arguments) throws Throwable {
        try {
            return method.invoke(session, arguments);
        } catch (final InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private Object wrap(final Object value) throws IOException {
        if (value instanceof final Collection<?> collection) {
            final List<Object> wrapped = new ArrayList<>(collection.size());
            for (final Object element : collection) {
                wrapped.add(wrap(element));
            }
            return wrapped;
        }
        return value instanceof final MockFlowFile flowFile ? new Sized(flowFile, contents.size(flowFile)) : value;
    }

    private static Object unwrap(final Object value) {
        return switch (value) {
            case null -> null;
            case final Sized sized -> sized.flowFile();
            case final List<?> flowFiles ->
                flowFiles.stream().map(FileSession::unwrap).toList();
            default -> value;
        };
    }

    /**
     * A FlowFile with the size of its file.
     */
    private record Sized(MockFlowFile flowFile, long size) implements FlowFile {
        @Override
        public long getId() {
            return flowFile.getId();
        }

        @Override
        public long getEntryDate() {
            return flowFile.getEntryDate();
        }

        @Override
        public long getLineageStartDate() {
            return flowFile.getLineageStartDate();
        }

        @Override
        public long getLineageStartIndex() {
            return flowFile.getLineageStartIndex();
        }

        @Override
        public Long getLastQueueDate() {
            return flowFile.getLastQueueDate();
        }

        @Override
        public long getQueueDateIndex() {
            return flowFile.getQueueDateIndex();
        }

        @Override
        public boolean isPenalized() {
            return flowFile.isPenalized();
        }

        @Override
        public String getAttribute(final String key) {
            return flowFile.getAttribute(key);
        }

        @Override
        public long getSize() {
            return size;
        }

        @Override
        public Map<String, String> getAttributes() {
            return flowFile.getAttributes();
        }

        @Override
        public int compareTo(final FlowFile other) {
            return Long.compare(getId(), other.getId());
        }
    }
}
