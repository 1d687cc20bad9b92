import { catalogue, vat } from './catalogue.js';

/** From this much on an order is 10 % off; cents. */
const discountFrom = 10_000;
/** Shipping by weight: up to so many grams, so many cents. */
const shippingRates = [
  [1_000, 490],
  [5_000, 790],
  [Number.POSITIVE_INFINITY, 1_290],
];
const homeCountry = 'DE';
/** From this much on shipping is free in the home country; cents. */
const freeShippingFrom = 5_000;

/**
 * What an order costs.
 *
 * @param lines `{ sku, quantity }`, checked
 * @param country where it goes to
 * @returns cents; `tax` is part of the total
 */
export function quote(lines, country) {
  const priced = lines.map(({ sku, quantity }) => {
    const { name, price } = catalogue.get(sku);
    return { sku, name, quantity, unitPrice: price, total: price * quantity };
  });
  const goods = sum(priced.map(({ total }) => total));
  const discount = goods >= discountFrom ? Math.round(goods / 10) : 0;
  const grams = sum(lines.map(({ sku, quantity }) => catalogue.get(sku).grams * quantity));
  const shipping = country === homeCountry && goods >= freeShippingFrom ? 0 : shippingFor(grams);
  const total = goods - discount + shipping;
  const rate = vat.get(country);
  return { country, lines: priced, goods, discount, shipping, total, tax: Math.round((total * rate) / (100 + rate)) };
}

function shippingFor(grams) {
  return shippingRates.find(([upTo]) => grams <= upTo)[1];
}

function sum(numbers) {
  return numbers.reduce((all, one) => all + one, 0);
}
