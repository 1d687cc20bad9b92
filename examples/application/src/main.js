import { readConfig } from './config.js';
import { createLog } from './log.js';
import { startService } from './service.js';

const log = createLog((line) => process.stdout.write(`${line}\n`));
try {
  const config = readConfig(process.env);
  const service = await startService(config, log);
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.once(signal, async () => {
      log('info', 'stopping', { signal });
      await service.stop();
      log('info', 'stopped');
    });
  }
} catch (error) {
  log('error', 'not started', { reason: error.message });
  process.exitCode = 1;
}
