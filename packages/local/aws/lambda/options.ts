import type { Archive } from './archive.ts';

export type Architecture = 'x86_64' | 'arm64';

/** A function that is there from the beginning, with all its changes done. */
export interface FunctionOptions {
  name: string;
  /** The account that owns it; the server's when left out. */
  account?: string;
  /** The server's when left out. */
  region?: string;
  /** `Image` with an `imageUri`, else `Zip`. */
  packageType?: 'Zip' | 'Image';
  /** Such as `python3.13`, which it is when left out; an image has none. */
  runtime?: string;
  /** `index.handler` when left out; an image has none. */
  handler?: string;
  /** `x86_64` when left out. */
  architecture?: Architecture;
  /** The zip archive; one with an empty handler file when left out. */
  code?: Buffer;
  /** `123456789012.dkr.ecr.eu-central-1.amazonaws.com/app@sha256:…` */
  imageUri?: string;
  /** The ARN of the role that it runs as; one of its own name when left out. */
  role?: string;
  description?: string;
  /** In seconds; 3 when left out. */
  timeout?: number;
  /** In MB; 128 when left out. */
  memory?: number;
  environment?: Readonly<Record<string, string>>;
  /** Aliases and the versions that they are on: `{ live: '1' }`. Where one is on `1`, the code is published as version 1. */
  aliases?: Readonly<Record<string, string>>;
  /** What it answers when it is invoked; `null` when left out. */
  answer?: Reply | Answer;
  /** Invocations really run its handler: with `python3` or this Node, without any isolation, so for trusted code only. */
  run?: boolean;
}

/** One call of a function. */
export interface Invocation {
  name: string;
  /** What is running: `$LATEST` or a number. */
  version: string;
  /** How it was asked for: an alias, a version; undefined for the function itself. */
  qualifier: string | undefined;
  event: unknown;
  environment: Readonly<Record<string, string>>;
  /** The deployed code; undefined for an image. */
  code: Archive | undefined;
  /** The deployed image. */
  imageUri: string | undefined;
}

/** What comes of it: a result, or an error of the function (not one of Lambda's). */
export type Reply =
  | { payload: unknown; log?: string }
  | { error: { type: string; message: string; trace?: readonly string[] }; log?: string };

/** @example ({ code }) => code?.text('index.py')?.includes('broken') ? { error: … } : { payload: 'ok' } */
export type Answer = (invocation: Invocation) => Reply;

/** What concerns all of Lambda. */
export interface LambdaOptions {
  /** How long a change is under way, in milliseconds; 20 when left out. */
  settleMs?: number;
  /** How often somebody must ask or be refused before a change is done, however long it takes; once when left out. */
  settleAsks?: number;
  /** For functions that say nothing of their own. */
  answer?: Reply | Answer;
  /** For functions that say nothing of their own, those that clients create too. */
  run?: boolean;
}
