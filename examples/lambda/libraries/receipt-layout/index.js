/** An amount in cents as a receipt has it: `12.50 EUR`. */
export function amount(cents, currency = 'EUR') {
  const sign = cents < 0 ? '-' : '';
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)} ${currency}`;
}

/**
 * Lays rows out in two columns, as wide as the paper. What is too long on the left is cut; what it costs never is.
 *
 * @param rows pairs of texts; an empty row is a rule
 */
export function layOut(rows, width = 40) {
  return rows
    .map(([left = '', right = '']) => {
      if (left === '' && right === '') return '-'.repeat(width);
      const room = Math.max(width - right.length - 1, 0);
      return `${left.slice(0, room).padEnd(room)} ${right}`.trimEnd();
    })
    .join('\n');
}
