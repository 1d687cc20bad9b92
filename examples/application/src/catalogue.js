/** What the shop sells. Prices in cents with VAT, weights in grams. */
export const catalogue = new Map([
  ['kettle', { name: 'Kettle, 1.2 l', price: 4990, grams: 1100 }],
  ['mug', { name: 'Mug', price: 1250, grams: 350 }],
  ['tea-green', { name: 'Green tea, 100 g', price: 790, grams: 120 }],
  ['tea-black', { name: 'Black tea, 100 g', price: 690, grams: 120 }],
  ['teapot', { name: 'Teapot, 0.8 l', price: 3450, grams: 900 }],
]);

/** VAT in percent, by country. */
export const vat = new Map([
  ['AT', 20],
  ['DE', 19],
  ['FR', 20],
  ['NL', 21],
]);
