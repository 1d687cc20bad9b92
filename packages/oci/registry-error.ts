import type { Reply } from '@ci-actions/http/exchange';
import { isWeatherStatus, retryAfterMs } from '@ci-actions/http/transient';
import { onOneLine } from './one-line.ts';

/** What a registry refused; the message is a sentence for a person. */
export class RegistryError extends Error {
  override readonly name: string = 'RegistryError';
  /** The HTTP status. */
  readonly status: number;
  /** The registry's own word for it, such as `MANIFEST_UNKNOWN`; empty where it said none. */
  readonly code: string;
  /** How long it asks to wait before another try, in milliseconds, if it says so. */
  readonly afterMs: number | undefined;

  constructor(message: string, { status, code, afterMs }: Refusal) {
    super(message);
    this.status = status;
    this.code = code;
    this.afterMs = afterMs;
  }

  /** Whether the same request may work a little later. */
  get passes(): boolean {
    return isWeatherStatus(this.status) || /^(TOOMANYREQUESTS|UNAVAILABLE)$/.test(this.code);
  }
}

/** A reply that is no success, taken apart. */
export interface Refusal {
  status: number;
  /** The first error's code; empty where the reply has none, as that to a HEAD. */
  code: string;
  /** Its words, on one line; empty where it has none. */
  said: string;
  afterMs: number | undefined;
}

/** Reads the error of a reply: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes */
export function readRefusal({ status, headers, body }: Reply): Refusal {
  const first = firstError(body);
  const text = (value: unknown) => (typeof value === 'string' ? onOneLine(value) : '');
  return {
    status,
    code: text(first.code),
    said: text(first.message) || text(first.detail),
    afterMs: retryAfterMs(headers['retry-after']),
  };
}

/** Registries send `{"errors": [{...}]}`; token servers one `{"details": ...}` or `{"error": ...}` of their own. */
function firstError(body: Buffer): { code?: unknown; message?: unknown; detail?: unknown } {
  try {
    const json = JSON.parse(body.toString('utf8'));
    const first = json?.errors?.[0] ?? { message: json?.message ?? json?.details ?? json?.error };
    return typeof first === 'object' && first !== null ? first : {};
  } catch {
    return {};
  }
}

/** @returns `the registry answered DENIED (HTTP 403): ...`, with a full stop */
export function answered({ status, code, said }: Refusal): string {
  const words = code ? `${code} (HTTP ${status})` : `HTTP ${status}`;
  const ended = /[.!?…]$/.test(said) ? said : `${said}.`;
  return `the registry answered ${words}${said ? `: ${ended}` : '.'}`;
}
