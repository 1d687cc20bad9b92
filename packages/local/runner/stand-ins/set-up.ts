import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import type { StandIn } from './stand-in.ts';

/** actions/setup-python: this machine's python3, whatever version is asked for, also under the name `python`. */
export const setupPython: StandIn = {
  does: 'takes the python3 of this machine',
  inputs: {
    'python-version': null,
    'python-version-file': null,
    cache: null,
    'cache-dependency-path': null,
    architecture: null,
    'check-latest': 'false',
    token: null,
    'update-environment': 'true',
    'allow-prereleases': 'false',
  },
  refused: ['freethreaded', 'pip-version', 'pip-install'],
  async run({ inputs, tools, log, warning, setEnv, addPath, exec }) {
    const question = 'import sys; print("%d.%d.%d" % sys.version_info[:3]); print(sys.executable); print(sys.prefix)';
    const answer = await exec('python3', ['-c', question], { quiet: true });
    const [version = '', executable = '', prefix = ''] = answer.trim().split('\n');
    log(`${executable} is Python ${version}.`);
    const asked = inputs['python-version'] ?? '';
    if (asked !== '' && !`${version}.`.startsWith(`${asked}.`) && !asked.includes('x')) {
      warning(`Python ${asked} is asked for; the stand-in has this machine's ${version}.`);
    }
    if (inputs.cache) log(`cache: ${inputs.cache} is left out; nothing is kept between runs here.`);
    if (inputs['update-environment'] !== 'false') {
      // `python` is not on every machine that has `python3`.
      const bin = path.join(tools, 'python', version, 'bin');
      mkdirSync(bin, { recursive: true });
      for (const name of ['python', 'python3']) {
        if (!existsSync(path.join(bin, name))) symlinkSync(executable, path.join(bin, name));
      }
      addPath(bin);
      setEnv('pythonLocation', prefix);
    }
    return { 'python-version': version, 'python-path': executable, 'cache-hit': 'false' };
  },
};

/** actions/setup-node: the Node that runs this runner, whatever version is asked for. */
export const setupNode: StandIn = {
  does: 'takes the Node that runs this runner',
  inputs: {
    'node-version': null,
    'node-version-file': null,
    architecture: null,
    'check-latest': 'false',
    cache: null,
    'cache-dependency-path': null,
    'package-manager-cache': 'true',
    token: null,
    'always-auth': null,
  },
  refused: ['registry-url', 'scope', 'mirror', 'mirror-token'],
  async run({ inputs, log, warning, addPath }) {
    const version = process.versions.node;
    log(`${process.execPath} is Node ${version}.`);
    const asked = (inputs['node-version'] ?? '').replace(/^v/, '');
    if (/^\d/.test(asked) && !`${version}.`.startsWith(`${asked.replace(/(\.x|\.\*)+$/, '')}.`)) {
      warning(`Node ${asked} is asked for; the stand-in has ${version}, which runs this runner.`);
    }
    if (inputs.cache) log(`cache: ${inputs.cache} is left out; nothing is kept between runs here.`);
    addPath(path.dirname(process.execPath));
    return { 'node-version': `v${version}`, 'cache-hit': 'false' };
  },
};
