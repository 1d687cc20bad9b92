import { amount, layOut } from '@shop/receipt-layout';
import { Problem } from './http.js';

const isCents = (value) => Number.isSafeInteger(value) && value >= 0;

/**
 * The receipt of an order, from what it costs as the function `orders` says it.
 *
 * @throws Problem where that makes no sense
 */
export function receipt(priced, { shop, width }) {
  const { lines, discount = 0, shipping = 0, total, vat } = priced ?? {};
  const good =
    Array.isArray(lines) &&
    lines.every((line) => typeof line?.name === 'string' && isCents(line.quantity) && isCents(line.total)) &&
    [discount, shipping, total, vat].every(isCents);
  if (!good) throw new Problem(422, 'This is not what the function orders says that an order costs.');
  const sum = lines.reduce((before, line) => before + line.total, 0) - discount + shipping;
  if (sum !== total) throw new Problem(422, `The lines come to ${amount(sum)}, and not to ${amount(total)}.`);
  return `${layOut(
    [
      [shop],
      [],
      ...lines.map(({ name, quantity, total: price }) => [`${quantity} x ${name}`, amount(price)]),
      ...(discount > 0 ? [['Discount', amount(-discount)]] : []),
      ...(shipping > 0 ? [['Shipping', amount(shipping)]] : []),
      [],
      ['Total', amount(total)],
      ['VAT in it', amount(vat)],
    ],
    width,
  )}\n`;
}
