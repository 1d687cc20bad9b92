// A thread that packs what it is given, one list of items after the other.
import { parentPort } from 'node:worker_threads';
import { pack } from './pack.mjs';

parentPort?.on('message', (items) => {
  const packed = pack(items);
  parentPort.postMessage(packed, 'data' in packed ? [packed.data.buffer] : []);
});
