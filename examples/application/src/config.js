const environments = ['development', 'staging', 'production'];

/**
 * The configuration, from environment variables. The image is the same in every environment; this is what differs.
 *
 * @throws Error that names every variable that is wrong
 */
export function readConfig(env) {
  const wrong = [];
  const config = {
    environment: oneOf(env, 'ENVIRONMENT', environments, 'development', wrong),
    host: env.HOST || '0.0.0.0',
    port: wholeNumber(env, 'PORT', { fallback: 8080, from: 0, to: 65535 }, wrong),
    dataFolder: env.DATA_FOLDER || 'data',
    /** How long requests that have begun may take when the service is told to stop, in milliseconds. */
    stopWithin: wholeNumber(env, 'STOP_WITHIN_MS', { fallback: 10_000, from: 0, to: 300_000 }, wrong),
  };
  if (wrong.length > 0) throw new Error(wrong.join(' '));
  return config;
}

function oneOf(env, name, words, fallback, wrong) {
  const given = env[name] || fallback;
  if (!words.includes(given)) wrong.push(`${name} is "${given}"; it takes ${words.join(', ')}.`);
  return given;
}

function wholeNumber(env, name, { fallback, from, to }, wrong) {
  const given = env[name] || String(fallback);
  const number = /^\d+$/.test(given) ? Number(given) : Number.NaN;
  if (!(number >= from && number <= to)) {
    wrong.push(`${name} is "${given}"; it takes a whole number from ${from} to ${to}.`);
  }
  return number;
}
