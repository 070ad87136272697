// Licensed under the Apache License, Version 2.0; see the LICENSE file.
// Embeds the texts of a file of JSON lines with Voyage's Batch API, by the official client of OpenAI's API. Prints seconds, processor seconds, and peak memory, as JSON.
//
//   VOYAGE_API_KEY=… node embed.mjs <base URL> <input> <output> <model> <dimension>

import { once } from 'node:events';
import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import OpenAI from 'openai';

const MAXIMUM_ROWS = 100_000;
const POLLING_MILLISECONDS = 500;

const [baseURL, input, output, model, dimension] = process.argv.slice(2);
const client = new OpenAI({ apiKey: process.env.VOYAGE_API_KEY, baseURL });

const lines = (stream) => createInterface({ input: stream, crlfDelay: Infinity });

async function write(stream, text) {
  if (!stream.write(text)) {
    await once(stream, 'drain');
  }
}

async function writeRequests(path) {
  const rows = new Map();
  const requests = createWriteStream(path);
  for await (const line of lines(createReadStream(input))) {
    const row = JSON.parse(line);
    const customId = `row-${row.id}`;
    if (rows.has(customId)) {
      throw new Error(`Two rows have the id ${row.id}`);
    }
    rows.set(customId, row);
    await write(requests, `${JSON.stringify({ custom_id: customId, body: { input: [row.text] } })}\n`);
  }
  requests.end();
  await finished(requests);
  if (rows.size > MAXIMUM_ROWS) {
    throw new Error(`${rows.size} rows are more than a job takes (${MAXIMUM_ROWS})`);
  }
  return rows;
}

async function submit(path) {
  const file = await client.files.create({ file: createReadStream(path), purpose: 'batch' });
  // Voyage knows no other window, and wants the parameters of all requests here
  return client.batches.create({
    endpoint: '/v1/embeddings',
    input_file_id: file.id,
    completion_window: '12h',
    request_params: { model, input_type: 'document', output_dimension: Number(dimension), output_dtype: 'float' },
  });
}

async function completed(submitted) {
  let batch = submitted;
  while (!['completed', 'failed', 'cancelled', 'expired'].includes(batch.status)) {
    await setTimeout(POLLING_MILLISECONDS);
    batch = await client.batches.retrieve(batch.id);
  }
  if (batch.status !== 'completed') {
    throw new Error(`Job ${batch.id} is ${batch.status}: ${JSON.stringify(batch.errors)}`);
  }
  return batch;
}

async function download(fileId) {
  const response = await client.files.content(fileId);
  return lines(Readable.fromWeb(response.body));
}

async function join(batch, rows, path) {
  const written = createWriteStream(path);
  for await (const line of await download(batch.output_file_id)) {
    const result = JSON.parse(line);
    const row = rows.get(result.custom_id);
    if (row === undefined) {
      throw new Error(`No row waits for the result of ${result.custom_id}`);
    }
    if (result.response?.status_code !== 200) {
      throw new Error(`${result.custom_id} was answered with ${line.slice(0, 500)}`);
    }
    rows.delete(result.custom_id);
    await write(written, `${JSON.stringify({ ...row, embedding: result.response.body.data[0].embedding })}\n`);
  }
  written.end();
  await finished(written);
}

async function reportRefused(batch, rows) {
  if (batch.error_file_id) {
    for await (const line of await download(batch.error_file_id)) {
      console.error(line);
    }
  }
  if (rows.size > 0) {
    throw new Error(`${rows.size} rows have no vector`);
  }
}

// ru_maxrss may hold what the parent process had before this one was loaded
function peakKilobytes() {
  const status = '/proc/self/status';
  return existsSync(status) ? Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(status, 'utf8'))[1]) : process.resourceUsage().maxRSS;
}

const start = performance.now();
const requests = `${output}.requests.jsonl`;
const unfinished = `${output}.unfinished`;
try {
  const rows = await writeRequests(requests);
  const batch = await completed(await submit(requests));
  await join(batch, rows, unfinished);
  await reportRefused(batch, rows);
  await rename(unfinished, output);
} finally {
  await rm(requests, { force: true });
  await rm(unfinished, { force: true });
}
const { user, system } = process.cpuUsage();
console.log(JSON.stringify({ seconds: (performance.now() - start) / 1000, processorSeconds: (user + system) / 1e6, peakKilobytes: peakKilobytes() }));
