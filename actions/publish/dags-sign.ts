import type { Glance } from './look-around.ts';
import { type Sign, shown } from './sign.ts';

/**
 * A folder of DAGs: Python files that import Airflow.
 *
 * @param folders where the DAGs may be: what `source` names, or `dags`
 */
export function dagsSign(glance: Glance, folders: readonly string[]): Sign | undefined {
  for (const folder of folders) {
    for (const file of glance.filesIn(folder)) {
      if (!file.endsWith('.py')) continue;
      if (/^[ \t]*(?:from|import)[ \t]+airflow\b/m.test(glance.read(file)?.text ?? '')) {
        return { kinds: ['dags'], what: `${shown(file)}, which imports airflow` };
      }
    }
  }
  return undefined;
}
