import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { wantsLogin } from './wants-login.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'wants-login-'));
  mkdirSync(path.join(root, 'app'));
});
afterEach(() => rmSync(root, { recursive: true }));

test.each([
  ['FROM python:3.12-slim\nRUN echo $HOME', [], false],
  ['FROM 123456789012.dkr.ecr.eu-central-1.amazonaws.com/base:1', [], true],
  ['FROM public.ecr.aws/docker/library/node:24', [], true],
  ['FROM 123456789012.dkr-ecr.eu-central-1.on.aws/base', [], true],
  ['ARG BASE\nFROM ${BASE}', [], true],
  ['FROM node:24 AS build\nCOPY --from=$OTHER /x /x', [], true],
  ['FROM localhost:5000/base', [], true],
  ['# syntax=123456789012.dkr.ecr.eu-central-1.amazonaws.com/dockerfile:1\nFROM node', [], true],
  ['FROM \\\n  registry.example/base', [], true],
  ['FROM node\nRUN curl https://a.example/x', [], false],
  ['FROM --platform=linux/amd64 registry.example/base', [], true],
  ['FROM node:24\nRUN --mount=type=bind,from=registry.example/tools,target=/t x', [], true],
  ['FROM library/node:24\nCOPY a.b/c /d', [], false],
  ['FROM node:24', ['123456789012.dkr.ecr.eu-central-1.amazonaws.com/app:cache'], true],
  ['FROM node:24', ['URL=some/path', 'HOST=example.org'], false],
  ['FROM node:24', ['BASE=123456789012.dkr.ecr.eu-central-1.amazonaws.com/base'], true],
  ['FROM node:24', ['VERSION=1'], false],
])('%j with %j: %s', async (dockerfile, texts, expected) => {
  writeFileSync(path.join(root, 'app/Dockerfile'), dockerfile);
  expect(await wantsLogin(root, { context: 'app' }, texts)).toBe(expected);
  writeFileSync(path.join(root, 'app/other'), dockerfile);
  rmSync(path.join(root, 'app/Dockerfile'));
  expect(await wantsLogin(root, { context: '.', file: 'app/other' }, texts)).toBe(expected);
});
