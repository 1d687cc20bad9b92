const environments = ['development', 'staging', 'production'];

/**
 * The configuration, from the variables of the function. The zip is the same in every environment; this is what differs.
 *
 * @throws Error that names every variable that is wrong
 */
export function readConfig(env) {
  const wrong = [];
  const environment = env.ENVIRONMENT || 'development';
  if (!environments.includes(environment)) {
    wrong.push(`ENVIRONMENT is "${environment}"; it takes ${environments.join(', ')}.`);
  }
  const width = env.PAPER_WIDTH || '40';
  if (!/^\d+$/.test(width) || Number(width) < 20 || Number(width) > 80) {
    wrong.push(`PAPER_WIDTH is "${width}"; it takes a whole number from 20 to 80.`);
  }
  if (wrong.length > 0) throw new Error(wrong.join(' '));
  return { environment, width: Number(width), shop: env.SHOP_NAME || 'The tea shop' };
}
