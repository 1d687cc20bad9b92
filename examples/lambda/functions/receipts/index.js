import { readConfig } from './src/config.js';
import { answer, bodyOf, Problem, routeOf } from './src/http.js';
import { receipt } from './src/receipt.js';

/** The function: a receipt of what an order costs, as an HTTP API (events of format 2.0). */
export async function handler(event) {
  // Outside of the answers: a version that is configured wrong fails as a whole, before its alias moves.
  const config = readConfig(process.env);
  const route = routeOf(event);
  try {
    switch (route) {
      case 'GET /health':
        return answer(200, JSON.stringify({ status: 'ok', environment: config.environment }));
      case 'POST /receipts':
        return answer(200, receipt(bodyOf(event), config), 'text/plain; charset=utf-8');
      default:
        throw new Problem(404, `There is no ${route}.`);
    }
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown;
    const { status, message: title } = thrown;
    return answer(status, JSON.stringify({ title, status }), 'application/problem+json');
  }
}
