// Licensed under the Apache License, Version 2.0; see the LICENSE file.
// Parses each line of a file as JSON, and does nothing with it. Prints processor seconds, as JSON.
//
//   node parse.mjs <file>

import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

let fields = 0;
for await (const line of createInterface({ input: createReadStream(process.argv[2]), crlfDelay: Infinity })) {
  fields += Object.keys(JSON.parse(line)).length;
}
if (fields === 0) {
  throw new Error('The file has no results');
}
const { user, system } = process.cpuUsage();
console.log(JSON.stringify({ processorSeconds: (user + system) / 1e6 }));
