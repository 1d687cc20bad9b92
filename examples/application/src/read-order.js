import { catalogue, vat } from './catalogue.js';
import { Problem } from './problem.js';

const mostLines = 50;
const mostOfOne = 99;

/**
 * Reads what a customer wants, from the body of a request.
 *
 * @returns `{ customer, country, lines }`; lines of the same article are one
 * @throws Problem that names everything that is wrong
 */
export function readOrder(body) {
  const errors = [];
  const { customer, country, lines } = isObject(body) ? body : {};
  if (typeof customer !== 'string' || !/^[\w.@+-]{1,100}$/.test(customer))
    errors.push('customer: an id or an address.');
  if (!vat.has(country)) errors.push(`country: one of ${[...vat.keys()].join(', ')}.`);
  if (!Array.isArray(lines) || lines.length === 0 || lines.length > mostLines) {
    errors.push(`lines: 1 to ${mostLines} of them.`);
  }
  const quantities = new Map();
  for (const [index, line] of (Array.isArray(lines) ? lines.slice(0, mostLines) : []).entries()) {
    const { sku, quantity } = isObject(line) ? line : {};
    if (!catalogue.has(sku)) errors.push(`lines[${index}].sku: not in the catalogue.`);
    else if (!Number.isInteger(quantity) || quantity < 1) errors.push(`lines[${index}].quantity: 1 or more.`);
    else quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  }
  for (const [sku, quantity] of quantities) {
    if (quantity > mostOfOne) errors.push(`${sku}: ${mostOfOne} at most.`);
  }
  if (errors.length > 0) throw new Problem(422, 'The order cannot be taken as it is.', { errors });
  return { customer, country, lines: [...quantities].map(([sku, quantity]) => ({ sku, quantity })) };
}

function isObject(value) {
  return typeof value === 'object' && value !== null;
}
